import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The network between a host and a server, controlled by a spec. */
export class NetworkProxy {
  readonly #server = createServer((host) => this.#join(host));
  readonly #sockets = new Set<Socket>();
  readonly #to: number;
  readonly #onSent: (data: Buffer, connection: Socket) => void;
  #held = false;

  private constructor(to: number, onSent: (data: Buffer, connection: Socket) => void) {
    this.#to = to;
    this.#onSent = onSent;
  }

  /**
   * @param to port of 127.0.0.1 that it leads to
   * @param onSent called with what the host sends over a connection
   */
  static async open(to: number, onSent: (data: Buffer, connection: Socket) => void = () => {}): Promise<NetworkProxy> {
    const proxy = new NetworkProxy(to, onSent);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The port that the host connects to. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Blocks all traffic, in both directions, until {@link release}. */
  hold(): void {
    this.#held = true;
    for (const socket of this.#sockets) socket.pause();
  }

  release(): void {
    this.#held = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** Breaks the connections. The host reconnects, unless the proxy is held. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(host: Socket): void {
    const server = connect(this.#to, '127.0.0.1');
    for (const [from, to] of [
      [host, server],
      [server, host],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (data) => to.write(data));
      from.on('error', () => from.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (this.#held) from.pause();
    }
    host.on('data', (data) => this.#onSent(data, host));
  }
}
