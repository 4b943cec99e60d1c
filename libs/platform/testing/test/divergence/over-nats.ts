import { randomBytes } from 'node:crypto';
import { connectNats, type NatsOptions } from '@multilith/nats';
import { startNatsServer, type NatsServer } from '@multilith/nats/testing';
import type { TransportConnector } from '@multilith/runtime/transport';
import { NetworkProxy } from './network-proxy.js';
import type { Network } from './network.js';

/** A NATS server, and a proxy between it and the office. */
export class OverNats implements Network {
  readonly transport = 'nats';
  readonly #prefix = `test-${randomBytes(6).toString('hex')}`;
  readonly #server: NatsServer;
  #proxy!: NetworkProxy;
  #sent = '';

  private constructor(server: NatsServer) {
    this.#server = server;
  }

  static async open(): Promise<OverNats> {
    const network = new OverNats(await startNatsServer());
    const { port } = new URL(network.#server.url);
    network.#proxy = await NetworkProxy.open(Number(port), (data) => (network.#sent += data.toString('latin1')));
    return network;
  }

  readonly office: TransportConnector = ({ host }) =>
    connectNats({ url: `nats://127.0.0.1:${this.#proxy.port}`, host, prefix: this.#prefix });

  store(limits?: NatsOptions['limits']): TransportConnector {
    return ({ host }) => connectNats({ url: this.#server.url, host, prefix: this.#prefix, limits });
  }

  settings(): Record<string, string> {
    return { transport: 'nats', url: this.#server.url, prefix: this.#prefix };
  }

  async joined(): Promise<() => void> {
    return () => {};
  }

  takeCalls(): number {
    const frames = this.#sent.match(/^H?PUB \S+\.call\.store\b/gm) ?? [];
    this.#sent = '';
    return frames.length;
  }

  hold(): void {
    this.#proxy.hold();
  }

  release(): void {
    this.#proxy.release();
  }

  cut(): void {
    this.#proxy.cut();
  }

  async close(): Promise<void> {
    await this.#proxy.close();
    await this.#server.stop();
  }
}
