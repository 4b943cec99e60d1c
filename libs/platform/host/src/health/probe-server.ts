import { createServer, type RequestListener, type Server } from 'node:http';
import { setAnswerHeaders } from '../http/answer-headers.js';

/** Timeouts in milliseconds. Probes and scrapes are a few short requests; a slower one would hold a connection. */
const LIMITS = { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };
const KEEP_ALIVE_MS = 15_000;
/** Time in milliseconds after which a client that does not read its response is disconnected. */
const PAUSE_MS = 20_000;
const MAX_CONNECTIONS = 256;

/** Creates a server for health checks and metrics, with limits of time and connections. */
export function createProbeServer(answer: RequestListener): Server {
  const server = createServer(LIMITS, (request, response) => {
    setAnswerHeaders(response);
    answer(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(PAUSE_MS);
  return server;
}
