import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Proxy between hosts and the NATS server that can stop forwarding the server's output on some connections. */
export class StallingLink {
  readonly #links = new Set<{ name: string; server: Socket; client: Socket }>();
  readonly #listener: Server;

  private constructor(serverPort: number) {
    this.#listener = createServer((client) => {
      const link = { name: '', server: connect(serverPort, '127.0.0.1'), client };
      this.#links.add(link);
      link.server.pipe(client);
      client.pipe(link.server);
      // The client sends its name in its first message.
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

  /** The address of the proxy, for hosts. */
  get url(): string {
    return `nats://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Names of the open connections. */
  get names(): string[] {
    return [...this.#links].map(({ name }) => name);
  }

  /** Stops forwarding the server's output on the connections with a name. Returns the function that resumes it. */
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
