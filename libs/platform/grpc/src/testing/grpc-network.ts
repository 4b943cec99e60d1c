import type { TransportConnector } from '@multilith/runtime/transport';
import type { GrpcOptions } from '../grpc-options.js';
import { GrpcTransport } from '../grpc-transport.js';
import type { FoundAddress } from '../link/link-settings.js';

const LOOPBACK = '127.0.0.1';
/** Interval at which hosts look for new instances, in milliseconds. */
const RESOLVE_MS = 50;

/** A host of the network that listens. */
export interface ListeningHost {
  /** Its name. */
  readonly host: string;
  /** Port at 127.0.0.1. */
  readonly port: number;
}

/** Options of a {@link GrpcNetwork}. */
export interface GrpcNetworkOptions {
  /** Returns the port at which a host reaches an instance of another one, such as that of a proxy. Default: its own */
  readonly portFor?: (from: string, to: ListeningHost) => number | Promise<number>;
}

/**
 * The hosts of one test that reach each other over gRPC at free ports. A new host has links to all others, and they to
 * it, when its transport is connected.
 *
 * @example
 * const network = new GrpcNetwork();
 * await startHost({ host: 'orders', transports: { grpc: network.connect }, … });
 */
export class GrpcNetwork {
  readonly #options: GrpcNetworkOptions;
  readonly #hosts = new Set<ListeningHost>();
  readonly #transports = new Map<GrpcTransport, string>();

  constructor(options: GrpcNetworkOptions = {}) {
    this.#options = options;
  }

  /** Connects a host of this process; several may have the same name. It leaves when its transport is closed. */
  get connect(): TransportConnector {
    return this.connector();
  }

  /** Returns {@link connect} for a host with options that differ from the defaults. */
  connector(options: Pick<GrpcOptions, 'limits' | 'tls'> = {}): TransportConnector {
    return async ({ host, hostOf }) => {
      const transport = await GrpcTransport.connect(
        { ...options, host, hostOf, listen: `${LOOPBACK}:0` },
        { lookup: (name) => this.#lookUp(host, name), resolveMs: RESOLVE_MS },
      );
      this.#transports.set(transport, host);
      const leave = await this.join({ host, port: await transport.startServer() });
      const close = transport.close.bind(transport);
      transport.close = () => {
        leave();
        this.#transports.delete(transport);
        return close();
      };
      return transport;
    };
  }

  /**
   * Adds a host that listens in another process; resolves once the hosts of this process have tried to reach it.
   * @returns a function that removes it
   */
  async join(listening: ListeningHost): Promise<() => void> {
    const { host } = listening;
    this.#hosts.add(listening);
    await Promise.all([...this.#transports].map(([other, name]) => (name === host ? undefined : other.reach(host))));
    return () => void this.#hosts.delete(listening);
  }

  async #lookUp(from: string, host: string): Promise<FoundAddress[]> {
    const found = [...this.#hosts].filter((each) => each.host === host);
    if (found.length === 0) throw new Error(`there is no host ${host}`);
    return Promise.all(
      found.map(async (each) => ({
        address: LOOPBACK,
        port: (await this.#options.portFor?.(from, each)) ?? each.port,
      })),
    );
  }
}
