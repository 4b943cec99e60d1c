import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Proxy between hosts and the NATS server that can stop forwarding the server's output on some connections. */
export class StallingProxy {
  readonly #connections = new Set<{ name: string; server: Socket; client: Socket }>();
  readonly #listener: Server;

  private constructor(serverPort: number) {
    this.#listener = createServer((client) => {
      const connection = { name: '', server: connect(serverPort, '127.0.0.1'), client };
      this.#connections.add(connection);
      connection.server.pipe(client);
      client.pipe(connection.server);
      // The client sends its name in its first message.
      client.on(
        'data',
        (chunk: Buffer) => (connection.name ||= /"name":"([^"]*)"/.exec(chunk.toString('latin1'))?.[1] ?? ''),
      );
      for (const socket of [client, connection.server]) {
        socket.on('error', () => client.destroy());
        socket.on('close', () => {
          client.destroy();
          connection.server.destroy();
          this.#connections.delete(connection);
        });
      }
    });
  }

  static async inFrontOf({ port }: { readonly port: number }): Promise<StallingProxy> {
    const proxy = new StallingProxy(port);
    await once(proxy.#listener.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** The address of the proxy, for hosts. */
  get url(): string {
    return `nats://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Names of the open connections. */
  get names(): string[] {
    return [...this.#connections].map(({ name }) => name);
  }

  /** Stops forwarding the server's output on the connections with a name. Returns the function that resumes it. */
  stall(name: string): () => void {
    const stalled = [...this.#connections].filter((connection) => connection.name === name);
    for (const { server, client } of stalled) server.unpipe(client).pause();
    return () => {
      for (const { server, client } of stalled) server.pipe(client);
    };
  }

  async close(): Promise<void> {
    for (const { client } of this.#connections) client.destroy();
    this.#listener.close();
    await once(this.#listener, 'close');
  }
}
