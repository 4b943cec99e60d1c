import type { Placement } from '../topology/placement.js';
import type { Receiver, Transport } from './transport.js';

/** What a host tells a transport when it connects. */
export interface TransportOptions {
  /** Name of the host. */
  readonly host: string;
}

/**
 * Connects a transport. Load its package in here, so that it is loaded only where the topology names it.
 *
 * @example async ({ host }) => (await import('@multilith/nats')).connectNats({ host, servers: process.env.NATS_URL })
 */
export type TransportConnector = (options: TransportOptions) => Promise<Transport>;

/** The transports that connect a host with others. */
export class HostTransports {
  readonly #transports: ReadonlyMap<string, Transport>;
  readonly #placement: Placement;

  private constructor(placement: Placement, transports: ReadonlyMap<string, Transport>) {
    this.#placement = placement;
    this.#transports = transports;
  }

  /** Connects the transports that a host needs; all or none. */
  static async connect(
    placement: Placement,
    names: readonly string[],
    connectors: Readonly<Record<string, TransportConnector>>,
  ): Promise<HostTransports> {
    const { host } = placement;
    const connected = await Promise.allSettled(names.map((name) => connectors[name]!({ host })));
    const transports = connected.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failure = connected.find((one) => one.status === 'rejected');
    if (failure) {
      await Promise.allSettled(transports.map((transport) => transport.close()));
      throw failure.reason;
    }
    return new HostTransports(placement, new Map(names.map((name, i) => [name, transports[i]!])));
  }

  /** The transport that leads to a context in another host; `undefined` for one that is here or nowhere. */
  to(context: string): Transport | undefined {
    const name = this.#placement.transportTo(context);
    return name === undefined ? undefined : this.#transports.get(name);
  }

  /** Every transport over which others call this host. */
  get serving(): readonly Transport[] {
    return this.#placement.servedOver.map((name) => this.#transports.get(name)!);
  }

  /** Begins to answer calls to contexts of this host, and questions about their journals. */
  async serve(
    contexts: readonly string[],
    receiverFor: (context: string, transport: Transport) => Receiver,
    journalReceiverFor: (context: string) => Receiver,
  ): Promise<void> {
    await Promise.all(
      this.serving.flatMap((transport) =>
        contexts.flatMap((context) => [
          transport.serve(context, receiverFor(context, transport)),
          transport.serveJournal(context, journalReceiverFor(context)),
        ]),
      ),
    );
  }

  /** Takes no new calls and finishes those that are running; this host can still call others. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.serving.map((transport) => transport.drain()));
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#transports.values()].map((transport) => transport.close()));
  }
}
