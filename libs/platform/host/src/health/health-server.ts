import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS_PATH, sendMetrics, type ReadableMetrics } from '../telemetry/metrics-server.js';
import { readiness, type Checked, type Health } from './health.js';
import { createProbeServer } from './probe-server.js';

/** Serves `/health/live`, `/health/ready` and, if enabled, `/metrics` for a host without an edge. */
export class HealthServer {
  readonly #server: Server;
  #ping: Checked['ping'];
  #draining = false;
  #metrics: ReadableMetrics | undefined;
  #url: string | undefined;

  constructor() {
    this.#server = createProbeServer((request, response) => void this.#answer(request, response));
  }

  /** URL of the server; `undefined` before it listens. */
  get url(): string | undefined {
    return this.#url;
  }

  /** Starts listening: live at once, ready after {@link started}. Port 0 means any free port. Returns the URL. */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const bound = this.#server.address() as AddressInfo;
    return (this.#url = `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`);
  }

  /** The host has started. @param ping queries every database of the host */
  started(ping: () => Promise<void>): void {
    this.#ping = ping;
  }

  /** Serves `/metrics` from now on. */
  serve(metrics: ReadableMetrics): void {
    this.#metrics = metrics;
  }

  /** Fails the readiness check from now on. */
  drain(): void {
    this.#draining = true;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url } = request;
    if (this.#metrics && url === METRICS_PATH && (method === 'GET' || method === 'HEAD'))
      return sendMetrics(this.#metrics, method, response);
    const health = await this.#health(request);
    response.writeHead(health === undefined ? 404 : health.status === 'ok' ? 200 : 503, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(health ?? { status: 'not-found' }));
  }

  async #health({ method, url }: IncomingMessage): Promise<Health | undefined> {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    if (url === '/health/live') return { status: 'ok' };
    if (url === '/health/ready') return readiness({ ping: this.#ping, draining: this.#draining });
    return undefined;
  }
}
