import type { FastifyInstance, FastifyReply } from 'fastify';
import { ANSWER_HEADERS } from '@multilith/host';

/** How answers are kept from harm in a browser. */
export interface AnswerHeaderOptions {
  /** How long browsers ask for this name over TLS only, in seconds: `Strict-Transport-Security`. Default 0: not sent. */
  readonly hstsSeconds?: number;
}

/** Gives every answer the headers of {@link ANSWER_HEADERS}. Register it before any other hook, which may answer itself. */
export function registerAnswerHeaders(fastify: FastifyInstance, { hstsSeconds = 0 }: AnswerHeaderOptions): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    setAnswerHeaders(reply);
    if (hstsSeconds > 0) void reply.header('strict-transport-security', `max-age=${hstsSeconds}`);
    done();
  });
}

/** For answers before any hook runs, such as to an address that cannot be read. */
export function setAnswerHeaders(reply: FastifyReply): void {
  void reply.headers(ANSWER_HEADERS);
}
