import { hostIn, isReplySubject, type Subjects } from '../../wire/subjects.js';

/** A server without permissions lets a client use any name; entries of hosts that call nothing are dropped beyond this. */
const MOST_HOSTS = 256;

/** A host that calls a context of this one. The subject of its calls proves its name. */
export class CallingHost {
  /** Its calls that are running here. */
  running = 0;
  /** Characters of their messages. */
  runningLength = 0;

  constructor(
    readonly name: string,
    /** What the subjects of replies to it begin with. */
    private readonly replies: string,
  ) {}

  /** Whether replies to its calls may go there. */
  mayHear(replySubject: string): boolean {
    return isReplySubject(replySubject, this.replies);
  }

  /** The inbox of one of its processes. */
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

  /** The host that a subject of calls or cancellations names; `undefined` if it can be none. */
  of(subject: string): CallingHost | undefined {
    const name = hostIn(subject);
    if (name === undefined) return undefined;
    return this.#hosts.get(name) ?? this.#add(name);
  }

  #add(name: string): CallingHost | undefined {
    if (this.#hosts.size >= MOST_HOSTS)
      for (const [known, { running }] of this.#hosts) if (running === 0) this.#hosts.delete(known);
    if (this.#hosts.size >= MOST_HOSTS) return undefined;
    const host = new CallingHost(name, this.subjects.repliesOf(this.context, name));
    this.#hosts.set(name, host);
    return host;
  }
}
