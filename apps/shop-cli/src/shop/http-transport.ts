import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ShopUnavailable } from './shop-error.js';

/** An HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts JSON over kept-alive connections. Plain `node:http`: on a machine that the shop shares with its client it costs
 * about half the processor time of `fetch`.
 */
export class HttpTransport {
  readonly #url: URL;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #headers: Record<string, string>;

  constructor(
    url: URL,
    token: string | undefined,
    connections: number,
    private readonly timeoutMs: number,
  ) {
    const options = { keepAlive: true, maxSockets: connections, scheduling: 'fifo' as const };
    this.#url = url;
    this.#agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
    this.#headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  /** @throws ShopUnavailable when no full answer comes within the timeout; the request may have been carried out. */
  post(body: string): Promise<HttpAnswer> {
    const send = this.#url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise<HttpAnswer>((resolve, reject) => {
      const failed = (error: Error): void => reject(new ShopUnavailable(error.message, { cause: error }));
      const headers = { ...this.#headers, 'content-length': Buffer.byteLength(body) };
      const request = send(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        collect(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), failed);
      });
      request.setTimeout(this.timeoutMs, () => request.destroy(new Error(`no answer within ${this.timeoutMs} ms`)));
      request.on('error', failed);
      request.end(body);
    });
  }

  /** Closes all connections; running requests fail. */
  close(): void {
    this.#agent.destroy();
  }
}

async function collect(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
