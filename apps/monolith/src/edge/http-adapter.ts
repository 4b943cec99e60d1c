import type { IncomingMessage, ServerOptions } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedHosts } from './headers/allowed-hosts.js';
import { registerAnswerHeaders, setAnswerHeaders, type AnswerHeaderOptions } from './headers/answer-headers.js';
import { registerHostCheck } from './headers/foreign-host.js';
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

/** How requests come in. */
export interface HttpAdapterOptions extends RequestContextOptions, AnswerHeaderOptions {
  /** Which hosts a request may name. */
  readonly allowedHosts: AllowedHosts;
}

/** The Fastify server of the edge. Every request passes through {@link registerRequestContext}. */
export function createHttpAdapter(options: HttpAdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // What asks for another upgrade (h2c, say) goes on as HTTP/1.1. Before Node 24 such a request is refused.
    http: { shouldUpgradeCallback: isWebSocket } as ServerOptions,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setAnswerHeaders(reply);
      void sendError(request, reply, httpError(error));
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  registerAnswerHeaders(fastify, options);
  registerHostCheck(fastify, options.allowedHosts);
  registerRequestContext(fastify, options);
  for (const [path, methods] of Object.entries(METHODS))
    fastify.options(path, (_request, reply) => reply.code(204).header('allow', methods).send());
  return adapter;
}
