import { hostOf, MAIN_HOST, type Topology } from './topology.js';

/**
 * Where contexts run, seen from one host. A context in the topology has its own host and is called over the transport
 * of its entry. All other contexts are in the monolith, which an extracted host calls over the transport of its own
 * entry.
 */
export class Placement {
  readonly host: string;
  readonly #topology: Topology;

  constructor(host: string, topology: Topology) {
    this.host = host;
    this.#topology = topology;
  }

  /** Returns the name of the host that runs a context. */
  runsAt(context: string): string {
    return hostOf(this.#topology, context);
  }

  /** Returns the name of the transport to a context; `undefined` if the topology places the context in this host. */
  transportTo(context: string): string | undefined {
    if (hostOf(this.#topology, context) === this.host) return undefined;
    return (this.#topology[context] ?? this.#topology[this.host])?.transport;
  }

  /** Names of the transports over which other hosts call this one. */
  get servedOver(): readonly string[] {
    const own = this.#topology[this.host];
    if (own) return [own.transport];
    const all = this.host === MAIN_HOST ? Object.values(this.#topology) : [];
    return [...new Set(all.map(({ transport }) => transport))];
  }

  /** Returns the names of the transports that this host needs to be called and to call some contexts. */
  transportsFor(contexts: Iterable<string>): readonly string[] {
    const reached = [...contexts].flatMap((context) => this.transportTo(context) ?? []);
    return [...new Set([...this.servedOver, ...reached])];
  }
}
