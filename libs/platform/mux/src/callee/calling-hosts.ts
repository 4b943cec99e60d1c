/**
 * Maximum number of entries. A network without permissions lets a client use any name; beyond this, entries of hosts
 * without running calls are dropped.
 */
const MAX_HOSTS = 256;

/** A host that calls a context of this host. */
export class CallingHost {
  readonly name: string;
  /** Its running calls to this context. */
  running = 0;
  /** Total length of the messages of these calls, in characters or bytes. */
  runningLength = 0;

  constructor(name: string) {
    this.name = name;
  }
}

/** The hosts that call one context. */
export class CallingHosts {
  readonly #hosts = new Map<string, CallingHost>();

  /** Returns the host of this name; `undefined` if too many hosts have running calls. */
  of(name: string): CallingHost | undefined {
    return this.#hosts.get(name) ?? this.#add(name);
  }

  #add(name: string): CallingHost | undefined {
    if (this.#hosts.size >= MAX_HOSTS)
      for (const [known, { running }] of this.#hosts) if (running === 0) this.#hosts.delete(known);
    if (this.#hosts.size >= MAX_HOSTS) return undefined;
    const host = new CallingHost(name);
    this.#hosts.set(name, host);
    return host;
  }
}
