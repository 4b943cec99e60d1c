import { hostOf, MAIN_HOST, type Topology } from './topology.js';

/**
 * Where contexts run, seen from one host. A context that the topology lists has a host of its own and is reached over
 * the transport that its entry names. All others are in the monolith, which an extracted host calls back over the
 * transport of its own entry.
 */
export class Placement {
  readonly host: string;
  readonly #topology: Topology;

  constructor(host: string, topology: Topology) {
    this.host = host;
    this.#topology = topology;
  }

  /** Name of the host that runs a context. */
  runsAt(context: string): string {
    return hostOf(this.#topology, context);
  }

  /** Name of the transport that leads to a context; `undefined` where the topology places it in this host. */
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

  /** Names of the transports that this host needs to be called, and to reach some contexts. */
  transportsFor(contexts: Iterable<string>): readonly string[] {
    const reached = [...contexts].flatMap((context) => this.transportTo(context) ?? []);
    return [...new Set([...this.servedOver, ...reached])];
  }
}
