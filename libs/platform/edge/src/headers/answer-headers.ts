import type { FastifyInstance, FastifyReply } from 'fastify';
import { ANSWER_HEADERS } from '@multilith/host';

/** Options of the protective response headers. */
export interface AnswerHeaderOptions {
  /** Max-age of `Strict-Transport-Security` in seconds: how long browsers must use TLS. Default: 0, not sent. */
  readonly hstsSeconds?: number;
}

/**
 * Sets {@link ANSWER_HEADERS} on every response. Register it before any other hook, because a hook may answer itself.
 */
export function registerAnswerHeaders(fastify: FastifyInstance, { hstsSeconds = 0 }: AnswerHeaderOptions): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    setAnswerHeaders(reply);
    if (hstsSeconds > 0) void reply.header('strict-transport-security', `max-age=${hstsSeconds}`);
    done();
  });
}

/** Sets the headers on responses before any hook runs, such as for a malformed URL. */
export function setAnswerHeaders(reply: FastifyReply): void {
  void reply.headers(ANSWER_HEADERS);
}
