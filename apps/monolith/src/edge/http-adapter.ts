import type { IncomingMessage, ServerOptions } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpError } from './errors/http-error.js';
import { sendError } from './errors/send-error.js';
import { registerRequestContext, type RequestContextOptions } from './request/request-context.js';

/** Largest body of a request, in bytes. An order of 2,000 lines takes a tenth of it. */
const BODY_LIMIT = 1024 * 1024;

/** What each of our paths answers to; used for OPTIONS. */
const METHODS: Readonly<Record<string, string>> = {
  '/': 'GET, HEAD, OPTIONS',
  '/status.json': 'GET, HEAD, OPTIONS',
  '/graphql': 'GET, POST, OPTIONS',
  '/metrics': 'GET, HEAD, OPTIONS',
  '/health/live': 'GET, HEAD, OPTIONS',
  '/health/ready': 'GET, HEAD, OPTIONS',
};

const isWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

/** The Fastify server of the edge. Every request passes through {@link registerRequestContext}. */
export function createHttpAdapter(options: RequestContextOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // What asks for another upgrade (h2c, say) goes on as HTTP/1.1. Before Node 24 such a request is refused.
    http: { shouldUpgradeCallback: isWebSocket } as ServerOptions,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      void sendError(request, reply, httpError(error)),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  registerRequestContext(fastify, options);
  for (const [path, methods] of Object.entries(METHODS))
    fastify.options(path, (_request, reply) => reply.code(204).header('allow', methods).send());
  return adapter;
}
