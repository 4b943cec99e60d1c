import type { IncomingMessage, ServerOptions } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedHosts } from './headers/allowed-hosts.js';
import { registerAnswerHeaders, setAnswerHeaders, type AnswerHeaderOptions } from './headers/answer-headers.js';
import { registerHostCheck } from './headers/foreign-host.js';
import { answerInPlaceOfNode } from './headers/bare-answers.js';
import { refuseUnreadable } from './headers/unreadable-request.js';
import { httpError } from './errors/http-error.js';
import { sendError } from './errors/send-error.js';
import { registerAnswerLimits, type ReadingSpeed } from './limits/answer-limits.js';
import { registerBodyLimits } from './limits/body-limits.js';
import { Clients } from './limits/clients.js';
import { limitConnections } from './limits/connection-limits.js';
import type { EdgeLimits } from './limits/edge-limits.js';
import { registerWorkUnderWay } from './limits/work-under-way.js';
import { registerRequestContext, type RequestContextOptions } from './request/request-context.js';

/** Interval of the check for requests that arrive too slowly, in milliseconds; Node's default is half a minute. */
const LATENESS_CHECK_MS = 1_000;
/** Time for reading a response in addition to the time for producing it, in milliseconds. */
const READING_PAUSE_MS = 10_000;
/** Lowest speed at which a client may read a response. */
const READ_BYTES_PER_SECOND = 16 * 1024;

/** Methods of each of our paths; used for OPTIONS. */
const METHODS: Readonly<Record<string, string>> = {
  '/': 'GET, HEAD, OPTIONS',
  '/status.json': 'GET, HEAD, OPTIONS',
  '/metrics': 'GET, HEAD, OPTIONS',
  '/health/live': 'GET, HEAD, OPTIONS',
  '/health/ready': 'GET, HEAD, OPTIONS',
};
const GRAPHQL_METHODS = { '/graphql': 'GET, POST, OPTIONS' };

const isWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

/** Options of the edge's HTTP server. */
export interface HttpAdapterOptions extends Omit<RequestContextOptions, 'clients'>, AnswerHeaderOptions {
  /** Accepted names in the `Host` header. */
  readonly allowedHosts: AllowedHosts;
  readonly limits: EdgeLimits;
  /** Whether there is a GraphQL endpoint. */
  readonly graphql: boolean;
  /**
   * Lowest speed at which a client may read. Default: `timeoutMs` plus ten seconds, plus time for the length of the
   * response.
   */
  readonly reading?: ReadingSpeed;
}

/**
 * Creates the Fastify server of the edge. Every request passes through {@link registerRequestContext}; a request that
 * does not arrive within its timeout is answered with 408.
 */
export function createHttpAdapter(options: HttpAdapterOptions): FastifyAdapter {
  const { graphql, limits, timeoutMs } = options;
  const { reading = { patienceMs: timeoutMs + READING_PAUSE_MS, bytesPerSecond: READ_BYTES_PER_SECOND } } = options;
  const clients = new Clients(limits);
  const adapter = new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    requestTimeout: timeoutMs,
    connectionTimeout: timeoutMs + READING_PAUSE_MS,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    http: {
      // A request for another upgrade (h2c, say) continues as HTTP/1.1. Before Node 24 such a request is refused.
      shouldUpgradeCallback: isWebSocket,
      // Node would answer without our headers; see answerInPlaceOfNode.
      requireHostHeader: false,
      headersTimeout: Math.min(limits.headersTimeoutMs, timeoutMs),
      requestTimeout: timeoutMs,
      connectionsCheckingInterval: Math.min(LATENESS_CHECK_MS, timeoutMs),
    } as ServerOptions,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setAnswerHeaders(reply);
      void sendError(request, reply, httpError(error));
    },
    clientErrorHandler: refuseUnreadable,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.decorate('clients', clients);
  clients.overload.start();
  // Node no longer checks for late requests once the server closes.
  let lastCall: NodeJS.Timeout | undefined;
  fastify.addHook('preClose', async () => {
    lastCall = setTimeout(() => fastify.server.closeAllConnections(), timeoutMs).unref();
  });
  fastify.addHook('onClose', async () => clearTimeout(lastCall));
  fastify.addHook('onClose', async () => clients.overload.stop());
  limitConnections(fastify.server, limits, clients.addresses);
  answerInPlaceOfNode(fastify.server, options);
  registerAnswerHeaders(fastify, options);
  registerHostCheck(fastify, options.allowedHosts);
  registerRequestContext(fastify, { ...options, clients });
  registerBodyLimits(fastify, limits);
  registerWorkUnderWay(fastify);
  registerAnswerLimits(fastify, limits, reading);
  for (const [path, methods] of Object.entries({ ...METHODS, ...(graphql ? GRAPHQL_METHODS : {}) }))
    fastify.options(path, (_request, reply) => reply.code(204).header('allow', methods).send());
  return adapter;
}
