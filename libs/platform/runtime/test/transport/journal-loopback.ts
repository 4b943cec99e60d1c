import { Content, type JsonValue } from '@multilith/contract';
import type { JournalSource } from '@multilith/events';
import { journalMessages } from '../../src/transport/journal-messages.js';
import type { PrincipalSeal } from '../../src/principal/principal-seal.js';
import {
  TransportError,
  type AnnouncementListener,
  type CallReply,
  type Transport,
} from '../../src/transport/transport.js';

/** A reader in its own host. */
export const PAYMENTS = { reader: { kind: 'context', name: 'payments' }, host: 'payments' } as const;

/** Carries journal requests and announcements as JSON text within one process. */
export class JournalLoopback implements Transport {
  readonly name = 'loopback';
  /** While true, requests get no answer. */
  down = false;
  /** Wire names of the requests so far. */
  readonly asked: string[] = [];
  /** Size of the largest reply in bytes. */
  largestReply = 0;
  /** Whether the next announcement gets lost; replaced by specs. */
  losesAnnouncement: () => boolean = () => false;
  losesAnswer: () => boolean = () => false;
  readonly #messages: ReturnType<typeof journalMessages>;
  readonly #listeners = new Map<string, Set<AnnouncementListener>>();

  constructor(sources: readonly JournalSource[], seal?: PrincipalSeal) {
    this.#messages = journalMessages({ sources, seal });
  }

  async call(context: string): Promise<CallReply> {
    throw new TransportError('UNREACHABLE', `'${context}' is not served.`, false);
  }

  async askJournal(context: string, request: Parameters<Transport['askJournal']>[1]): Promise<CallReply> {
    this.asked.push(request.message);
    const receive = this.#messages.get(request.message);
    if (this.down || !receive) throw new TransportError('UNREACHABLE', `'${context}' is not served.`, false);
    const arrived = { ...throughText(request), content: Content.ofText(request.content.json) };
    const reply = await receive(arrived, new AbortController().signal);
    const text = 'answer' in reply ? reply.answer.json : JSON.stringify(reply);
    this.largestReply = Math.max(this.largestReply, Buffer.byteLength(text));
    if (this.down || this.losesAnswer()) throw new TransportError('CONNECTION_LOST', 'The connection broke.', true);
    return 'answer' in reply ? { answer: Content.ofText(text) } : reply;
  }

  announce(context: string, content: JsonValue): void {
    if (this.down || this.losesAnnouncement()) return;
    for (const listener of this.#listeners.get(context) ?? []) queueMicrotask(() => listener(throughText(content)));
  }

  async listen(context: string, listener: AnnouncementListener): Promise<void> {
    this.#listeners.set(context, (this.#listeners.get(context) ?? new Set()).add(listener));
  }

  async serve(): Promise<void> {}
  async serveJournal(): Promise<void> {}
  async drain(): Promise<void> {}
  async close(): Promise<void> {}
}

const throughText = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
