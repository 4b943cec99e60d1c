import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between hosts and the NATS server, and can stop passing on what the server sends over some connections. */
export class StallingLink {
  readonly #links = new Set<{ name: string; server: Socket; client: Socket }>();
  readonly #listener: Server;

  private constructor(serverPort: number) {
    this.#listener = createServer((client) => {
      const link = { name: '', server: connect(serverPort, '127.0.0.1'), client };
      this.#links.add(link);
      link.server.pipe(client);
      client.pipe(link.server);
      // The client gives its name in its first message.
      client.on(
        'data',
        (chunk: Buffer) => (link.name ||= /"name":"([^"]*)"/.exec(chunk.toString('latin1'))?.[1] ?? ''),
      );
      for (const socket of [client, link.server]) {
        socket.on('error', () => client.destroy());
        socket.on('close', () => {
          client.destroy();
          link.server.destroy();
          this.#links.delete(link);
        });
      }
    });
  }

  static async inFrontOf({ port }: { readonly port: number }): Promise<StallingLink> {
    const link = new StallingLink(port);
    await once(link.#listener.listen(0, '127.0.0.1'), 'listening');
    return link;
  }

  /** Where hosts find the server. */
  get url(): string {
    return `nats://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Names of the connections that are open. */
  get names(): string[] {
    return [...this.#links].map(({ name }) => name);
  }

  /** Passes on no more of what the server sends over the connections of a name. Returns what goes on with it. */
  stall(name: string): () => void {
    const stalled = [...this.#links].filter((link) => link.name === name);
    for (const { server, client } of stalled) server.unpipe(client).pause();
    return () => {
      for (const { server, client } of stalled) server.pipe(client);
    };
  }

  async close(): Promise<void> {
    for (const { client } of this.#links) client.destroy();
    this.#listener.close();
    await once(this.#listener, 'close');
  }
}
