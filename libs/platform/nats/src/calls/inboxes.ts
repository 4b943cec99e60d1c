import type { CallingProcess, ServedCalls } from '@multilith/mux';
import { inboxOf } from '../wire/batch-token.js';
import { hostIn, isBatchToken, isReplySubject, type Subjects } from '../wire/subjects.js';

/**
 * Maximum number of inboxes of one context. A server without permissions lets a client use any; beyond this, those
 * without running calls are dropped.
 */
const MAX_INBOXES = 1_024;

/** Where a process receives the replies of one context. */
export class Inbox {
  /** Subject of its calls, which proves the name of its host. */
  readonly calls: string;
  /** A subject of the inbox where the process expects replies: that of its latest message. */
  subject: string;
  /** Replies that are not sent yet. */
  elements: string[] = [];

  constructor(calls: string, subject: string) {
    this.calls = calls;
    this.subject = subject;
  }
}

/** The inboxes of the processes that call one context of this host, or ask for its journal. */
export class Inboxes {
  readonly #context: string;
  readonly #subjects: Subjects;
  readonly #served: ServedCalls<Inbox>;
  readonly #processes = new Map<string, CallingProcess<Inbox>>();

  constructor(context: string, subjects: Subjects, served: ServedCalls<Inbox>) {
    this.#context = context;
    this.#subjects = subjects;
    this.#served = served;
  }

  /**
   * Returns the process that sent a message, which gets its replies there.
   *
   * @param calls subject of the message
   * @returns `undefined` if the reply subject does not belong to the host that the subject names
   */
  sender(calls: string, replySubject: string): CallingProcess<Inbox> | undefined {
    const inbox = inboxOf(replySubject);
    const known = this.#processes.get(inbox);
    if (known?.peer.calls !== calls) return this.#add(inbox, calls, replySubject);
    if (!isBatchToken(replySubject.slice(inbox.length + 1))) return undefined;
    known.peer.subject = replySubject;
    return known;
  }

  /** Returns the process that a cancellation comes from: its subject proves the host, and the secret the process. */
  canceller(subject: string, secret: string): CallingProcess<Inbox> | undefined {
    const host = hostIn(subject);
    return host === undefined
      ? undefined
      : this.#processes.get(`${this.#subjects.repliesOf(this.#context, host)}.${secret}`);
  }

  #add(inbox: string, calls: string, replySubject: string): CallingProcess<Inbox> | undefined {
    const host = hostIn(calls);
    if (host === undefined || !isReplySubject(replySubject, this.#subjects.repliesOf(this.#context, host)))
      return undefined;
    if (this.#processes.size >= MAX_INBOXES) this.#dropIdle();
    const process = this.#served.connect(host, new Inbox(calls, replySubject));
    this.#processes.set(inbox, process);
    return process;
  }

  #dropIdle(): void {
    for (const [inbox, process] of this.#processes)
      if (process.running.size === 0) {
        this.#processes.delete(inbox);
        this.#served.disconnect(process);
      }
  }
}
