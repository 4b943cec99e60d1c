import { Agent, request } from 'node:http';

/** A GraphQL client with kept connections. Plain `node:http`, which costs half the CPU time of `fetch`. */
export class ShopClient {
  readonly #url: URL;
  readonly #headers: Record<string, string>;
  readonly #agent: Agent;

  constructor(endpoint: string, token: string) {
    this.#url = new URL(endpoint);
    this.#headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
    };
    this.#agent = new Agent({ keepAlive: true });
  }

  /** Sends a document and returns its `data`. @throws Error for any other answer */
  send<Data>(query: string, variables: object = {}): Promise<Data> {
    const body = JSON.stringify({ query, variables });
    const headers = { ...this.#headers, 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('error', reject).once('end', () => {
          try {
            const { data, errors } = JSON.parse(text) as { data: Data; errors?: unknown };
            if (errors || response.statusCode !== 200) throw new Error(text);
            resolve(data);
          } catch {
            reject(new Error(`The shop answers ${response.statusCode}: ${text.slice(0, 2_000)}`));
          }
        });
      });
      sent.once('error', reject).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
