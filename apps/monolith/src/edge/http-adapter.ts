import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpError } from './errors/http-error.js';
import { registerRequestContext, type RequestContextOptions } from './request/request-context.js';

/** Largest body of a request, in bytes. An order of 2,000 lines takes a tenth of it. */
const BODY_LIMIT = 1024 * 1024;

/** What each of our paths answers to; used for OPTIONS. */
const METHODS: Readonly<Record<string, string>> = {
  '/': 'GET, HEAD, OPTIONS',
  '/graphql': 'GET, POST, OPTIONS',
  '/health/live': 'GET, HEAD, OPTIONS',
  '/health/ready': 'GET, HEAD, OPTIONS',
};

/** The Fastify server of the edge. Every request passes through {@link registerRequestContext}. */
export function createHttpAdapter(options: RequestContextOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      const { status, body } = httpError(error);
      void reply.code(status).send(body);
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  registerRequestContext(fastify, options);
  for (const [path, methods] of Object.entries(METHODS))
    fastify.options(path, (_request, reply) => reply.code(204).header('allow', methods).send());
  return adapter;
}
