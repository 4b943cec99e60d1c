import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** `PUB <subject> [reply] <bytes>`, or `HPUB` with headers. */
const PUBLISH = /^H?PUB (\S+) .*?(\d+)$/;
const LINE_END = '\r\n';

/**
 * Proxy between a host and the NATS server that counts the calls that the host really sends, retries included. A
 * subscriber could not count them: with a subscriber, the server no longer reports that a context is not served.
 */
export class PublishedCalls {
  readonly #counts = new Map<string, number>();
  readonly #sockets = new Set<Socket>();
  readonly #listener: Server;

  private constructor(serverPort: number) {
    this.#listener = createServer((client) => {
      const server = connect(serverPort, '127.0.0.1');
      server.pipe(client);
      client.pipe(server);
      let unread = '';
      client.on('data', (chunk: Buffer) => (unread = this.#read(unread + chunk.toString('latin1'))));
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on('error', () => client.destroy()).on('close', () => (client.destroy(), server.destroy()));
      }
    });
  }

  static async inFrontOf({ port }: { readonly port: number }): Promise<PublishedCalls> {
    const calls = new PublishedCalls(port);
    await once(calls.#listener.listen(0, '127.0.0.1'), 'listening');
    return calls;
  }

  /** The address of the proxy, for the host. */
  get url(): string {
    return `nats://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Returns how many calls of a message have been sent since the last `reset()`. */
  count(message: string): number {
    return this.#counts.get(message) ?? 0;
  }

  reset(): void {
    this.#counts.clear();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  /** Reads complete protocol operations; returns the rest. */
  #read(text: string): string {
    for (;;) {
      const end = text.indexOf(LINE_END);
      if (end < 0) return text;
      const [, subject, bytes] = PUBLISH.exec(text.slice(0, end)) ?? [];
      const next = end + LINE_END.length;
      const after = bytes === undefined ? next : next + Number(bytes) + LINE_END.length;
      if (text.length < after) return text;
      if (subject?.includes('.call.')) this.#countBatch(text.slice(next, after));
      text = text.slice(after);
    }
  }

  #countBatch(body: string): void {
    const [, ...calls] = JSON.parse(body) as [number, ...[number, number, string][]];
    for (const [, , message] of calls) this.#counts.set(message, this.count(message) + 1);
  }
}
