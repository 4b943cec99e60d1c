import { hostIn, isReplySubject, type Subjects } from '../../wire/subjects.js';

/**
 * Maximum number of entries. A server without permissions lets a client use any name; beyond this, entries of hosts
 * without running calls are dropped.
 */
const MAX_HOSTS = 256;

/** A host that calls a context of this host. The subject of its calls proves its name. */
export class CallingHost {
  /** Its running calls. */
  running = 0;
  /** Total length of its running calls' messages, in characters. */
  runningLength = 0;

  constructor(
    readonly name: string,
    /** Prefix of the subjects of replies to it. */
    private readonly replies: string,
  ) {}

  /** Whether a reply subject belongs to this host, so that replies to its calls may be sent there. */
  mayHear(replySubject: string): boolean {
    return isReplySubject(replySubject, this.replies);
  }

  /** Returns the inbox of one of its processes. */
  inbox(secret: string): string {
    return `${this.replies}.${secret}`;
  }
}

/** The hosts that call one context. */
export class CallingHosts {
  readonly #hosts = new Map<string, CallingHost>();

  constructor(
    private readonly context: string,
    private readonly subjects: Subjects,
  ) {}

  /** Returns the host that a subject of calls or cancellations names; `undefined` if it names none. */
  of(subject: string): CallingHost | undefined {
    const name = hostIn(subject);
    if (name === undefined) return undefined;
    return this.#hosts.get(name) ?? this.#add(name);
  }

  #add(name: string): CallingHost | undefined {
    if (this.#hosts.size >= MAX_HOSTS)
      for (const [known, { running }] of this.#hosts) if (running === 0) this.#hosts.delete(known);
    if (this.#hosts.size >= MAX_HOSTS) return undefined;
    const host = new CallingHost(name, this.subjects.repliesOf(this.context, name));
    this.#hosts.set(name, host);
    return host;
  }
}
