import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The network between a host and the server, controlled by a spec. */
export class NetworkLink {
  readonly #server = createServer((host) => this.#join(host));
  readonly #sockets = new Set<Socket>();
  readonly #port: number;
  #sent = '';
  #held = false;

  private constructor(serverUrl: string) {
    this.#port = Number(new URL(serverUrl).port);
  }

  /** @param serverUrl where it leads to */
  static async open(serverUrl: string): Promise<NetworkLink> {
    const link = new NetworkLink(serverUrl);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  /** The address that the host connects to. */
  get url(): string {
    return `nats://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Returns how many messages the host has sent to a context since the previous call. */
  takeCallsTo(context: string): number {
    const frames = this.#sent.match(new RegExp(`^H?PUB \\S+\\.call\\.${context}\\b`, 'gm')) ?? [];
    this.#sent = '';
    return frames.length;
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

  /** Breaks the connection. The host reconnects, unless the link is held. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(host: Socket): void {
    const server = connect(this.#port, '127.0.0.1');
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
    host.on('data', (data) => (this.#sent += data.toString('latin1')));
  }
}
