import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { HostMetrics } from '@multilith/telemetry';
import { createProbeServer } from '../health/probe-server.js';
import { portError } from '../process/port-taken.js';
import type { Shutdown } from '../process/shutdown.js';

/** Metrics as a scraper reads them. */
export type ReadableMetrics = Pick<HostMetrics, 'contentType' | 'read'>;

/** Path of the metrics. */
export const METRICS_PATH = '/metrics';

/** Answers a scrape request. */
export async function sendMetrics(
  metrics: ReadableMetrics,
  method: string | undefined,
  response: ServerResponse,
): Promise<void> {
  try {
    const text = await metrics.read();
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    response.end(method === 'HEAD' ? undefined : text);
  } catch (error) {
    // This promise is not awaited: an unhandled error would end the process.
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`${(error as Error).message}\n`);
  }
}

/**
 * Serves `/metrics`, and nothing else, on its own port, without authentication. Returns the URL.
 *
 * @param port 0 means any free port
 * @throws MultilithError, such as PORT_TAKEN, if it cannot listen
 */
export async function serveMetrics(
  metrics: ReadableMetrics,
  { port, host }: { port: number; host: string },
  shutdown: Pick<Shutdown, 'onStop'>,
): Promise<string> {
  const server = createProbeServer((request, response) => {
    const known = request.url === METRICS_PATH && (request.method === 'GET' || request.method === 'HEAD');
    if (known) void sendMetrics(metrics, request.method, response);
    else response.writeHead(404).end();
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    throw portError(error, port, host, 'METRICS_PORT');
  }
  shutdown.onStop('metrics', async () => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}${METRICS_PATH}`;
}
