import type { TransportWorld } from '@multilith/runtime/transport/conformance';
import type { GrpcOptions } from '../src/grpc-options.js';
import { GrpcTransport } from '../src/grpc-transport.js';
import type { FoundAddress, LinkSettings } from '../src/link/link-settings.js';

/** A transport of a world, and where its server listens. */
interface OpenHost {
  readonly transport: GrpcTransport;
  readonly name: string;
  readonly address: FoundAddress;
}

/**
 * Hosts that reach each other by links. Names are looked up in the world: every context belongs to the host `monolith`,
 * unless `hostOf` says otherwise.
 */
export class LinkWorld implements TransportWorld {
  readonly #hosts: OpenHost[] = [];
  readonly #options: (host: string) => GrpcOptions;
  readonly #settings: Partial<LinkSettings>;

  constructor(options: (host: string) => GrpcOptions = () => ({}), settings: Partial<LinkSettings> = {}) {
    this.#options = options;
    this.#settings = settings;
  }

  /** Resolves once the other hosts have links to the new one. */
  async open(host = 'monolith'): Promise<GrpcTransport> {
    const transport = await GrpcTransport.connect(
      { host, hostOf: () => 'monolith', listen: '127.0.0.1:0', ...this.#options(host) },
      { lookup: (name) => this.#lookUp(name), resolveMs: 50, ...this.#settings },
    );
    const port = await transport.startServer();
    this.#hosts.push({ transport, name: host, address: { address: '127.0.0.1', port } });
    await Promise.all(this.#hosts.map(({ transport: each }) => each.reach(host)));
    return transport;
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map(({ transport }) => transport.close()));
  }

  async #lookUp(name: string): Promise<FoundAddress[]> {
    const found = this.#hosts.filter((host) => host.name === name).map(({ address }) => address);
    if (found.length === 0) throw new Error(`there is no host ${name}`);
    return found;
  }
}
