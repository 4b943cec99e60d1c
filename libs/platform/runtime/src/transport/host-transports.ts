import type { Contract } from '@multilith/contract';
import type { Placement } from '../topology/placement.js';
import type { Receiver, Transport } from './transport.js';

/** Options that a host passes to a transport. */
export interface TransportOptions {
  /** Name of the host. */
  readonly host: string;
  /** Returns the name of the host that runs a context, by the topology. For transports that connect to hosts directly. */
  hostOf(context: string): string;
}

/**
 * Connects a transport. Import its package inside this function, so that it is loaded only if the topology names it.
 *
 * @example async ({ host }) => (await import('@multilith/nats')).connectNats({ host, servers: process.env.NATS_URL })
 */
export type TransportConnector = (options: TransportOptions) => Promise<Transport>;

/** The connected transports of a host. */
export class HostTransports {
  readonly #transports: ReadonlyMap<string, Transport>;
  readonly #placement: Placement;

  private constructor(placement: Placement, transports: ReadonlyMap<string, Transport>) {
    this.#placement = placement;
    this.#transports = transports;
  }

  /** Connects the transports that a host needs; if one fails, closes the others. */
  static async connect(
    placement: Placement,
    names: readonly string[],
    connectors: Readonly<Record<string, TransportConnector>>,
  ): Promise<HostTransports> {
    const { host } = placement;
    const connected = await Promise.allSettled(
      names.map((name) => connectors[name]!({ host, hostOf: (context) => placement.runsAt(context) })),
    );
    const transports = connected.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failure = connected.find((one) => one.status === 'rejected');
    if (failure) {
      await Promise.allSettled(transports.map((transport) => transport.close()));
      throw failure.reason;
    }
    return new HostTransports(placement, new Map(names.map((name, i) => [name, transports[i]!])));
  }

  /** Returns the transport to a context in another host; `undefined` for a context in this host or an unknown one. */
  to(context: string): Transport | undefined {
    const name = this.#placement.transportTo(context);
    return name === undefined ? undefined : this.#transports.get(name);
  }

  /** Every transport over which others call this host. */
  get serving(): readonly Transport[] {
    return this.#placement.servedOver.map((name) => this.#transports.get(name)!);
  }

  /** Starts answering calls and journal requests to contexts of this host. */
  async serve(
    contexts: readonly Contract[],
    receiverFor: (context: string, transport: Transport) => Receiver,
    journalReceiverFor: (context: string) => Receiver,
  ): Promise<void> {
    await Promise.all(
      this.serving.flatMap((transport) =>
        contexts.flatMap((contract) => [
          transport.serve(contract.name, receiverFor(contract.name, transport), contract),
          transport.serveJournal(contract.name, journalReceiverFor(contract.name)),
        ]),
      ),
    );
  }

  /** Stops accepting calls and finishes running ones; this host can still call other hosts. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.serving.map((transport) => transport.drain()));
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#transports.values()].map((transport) => transport.close()));
  }
}
