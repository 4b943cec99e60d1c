import type { Socket } from 'node:net';
import { GrpcNetwork, type ListeningHost } from '@multilith/grpc/testing';
import type { NatsOptions } from '@multilith/nats';
import type { TransportConnector } from '@multilith/runtime/transport';
import { DataFrames } from './data-frames.js';
import { NetworkProxy } from './network-proxy.js';
import type { Network } from './network.js';

/** Links over gRPC, and proxies between the office and the hosts of the store, in both directions. */
export class OverGrpc implements Network {
  readonly transport = 'grpc';
  readonly #network = new GrpcNetwork({ portFor: (from, to) => this.#portFor(from, to) });
  readonly #proxies = new Map<number, Promise<NetworkProxy>>();
  readonly #sent = new Map<Socket, DataFrames>();
  #taken = 0;
  #held = false;

  get office(): TransportConnector {
    return this.#network.connect;
  }

  store(limits?: NatsOptions['limits']): TransportConnector {
    return this.#network.connector({ limits });
  }

  settings(): Record<string, string> {
    return { transport: 'grpc' };
  }

  async joined(port: number | undefined): Promise<() => void> {
    return port === undefined ? () => {} : this.#network.join({ host: 'store', port });
  }

  takeCalls(): number {
    const all = [...this.#sent.values()].reduce((sum, { count }) => sum + count, 0);
    const since = all - this.#taken;
    this.#taken = all;
    return since;
  }

  hold(): void {
    this.#held = true;
    this.#all((proxy) => proxy.hold());
  }

  release(): void {
    this.#held = false;
    this.#all((proxy) => proxy.release());
  }

  cut(): void {
    this.#all((proxy) => proxy.cut());
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies.values()) await (await proxy).close();
  }

  #all(change: (proxy: NetworkProxy) => void): void {
    for (const proxy of this.#proxies.values()) void proxy.then(change);
  }

  async #portFor(from: string, to: ListeningHost): Promise<number> {
    let proxy = this.#proxies.get(to.port);
    if (!proxy) {
      const isFromOffice = from === 'monolith';
      proxy = NetworkProxy.open(to.port, (data, connection) => {
        if (isFromOffice) this.#framesOf(connection).add(data);
      });
      this.#proxies.set(to.port, proxy);
      if (this.#held) void proxy.then((each) => each.hold());
    }
    return (await proxy).port;
  }

  #framesOf(connection: Socket): DataFrames {
    let frames = this.#sent.get(connection);
    if (!frames) this.#sent.set(connection, (frames = new DataFrames()));
    return frames;
  }
}
