import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorPage, wantsPage } from '../pages/error-page.js';
import { policyOf } from '../pages/page.js';
import type { HttpErrorAnswer } from './http-error.js';

/** Sends an error: as a page if a browser opened the address, otherwise as JSON. */
export function sendError(request: FastifyRequest, reply: FastifyReply, answer: HttpErrorAnswer): FastifyReply {
  const { status, headers, body } = answer;
  // Set explicitly, because a page may have set another type before it failed.
  void reply.code(status).headers({ ...headers, vary: 'accept', 'cache-control': 'no-store' });
  if (!wantsPage(request)) return reply.type('application/json; charset=utf-8').send(body);
  return reply.header('content-security-policy', policyOf()).type('text/html; charset=utf-8').send(errorPage(answer));
}
