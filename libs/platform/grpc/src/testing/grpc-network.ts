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
  /** Returns the options of a host that differ from the defaults. Default: none */
  readonly optionsOf?: (host: string) => Pick<GrpcOptions, 'tls' | 'limits'>;
  /** Returns the port at which a host reaches an instance of another one, such as that of a proxy. Default: its own */
  readonly portFor?: (from: string, to: ListeningHost) => number | Promise<number>;
}

/**
 * The hosts of one test, in this process, that reach each other over gRPC at free ports. A new host has links to all
 * others, and they to it, when its transport is connected.
 *
 * @example
 * const network = new GrpcNetwork();
 * await startHost({ host: 'orders', transports: { grpc: network.connect }, … });
 */
export class GrpcNetwork {
  readonly #options: GrpcNetworkOptions;
  readonly #hosts = new Map<GrpcTransport, ListeningHost>();

  constructor(options: GrpcNetworkOptions = {}) {
    this.#options = options;
  }

  /** Connects a host; several may have the same name. It leaves the network when its transport is closed. */
  readonly connect: TransportConnector = async ({ host, hostOf }) => {
    const given = this.#options.optionsOf?.(host) ?? {};
    const transport = await GrpcTransport.connect(
      { ...given, host, hostOf, listen: `${LOOPBACK}:0` },
      { lookup: (name) => this.#lookUp(host, name), resolveMs: RESOLVE_MS },
    );
    const listening = { host, port: await transport.startServer() };
    this.#hosts.set(transport, listening);
    const close = transport.close.bind(transport);
    transport.close = () => {
      this.#hosts.delete(transport);
      return close();
    };
    await Promise.all(
      [...this.#hosts].map(([other, { host: name }]) => (name === host ? undefined : other.reach(host))),
    );
    return transport;
  };

  async #lookUp(from: string, host: string): Promise<FoundAddress[]> {
    const found = [...this.#hosts.values()].filter((each) => each.host === host);
    if (found.length === 0) throw new Error(`there is no host ${host}`);
    return Promise.all(
      found.map(async (each) => ({
        address: LOOPBACK,
        port: (await this.#options.portFor?.(from, each)) ?? each.port,
      })),
    );
  }
}
