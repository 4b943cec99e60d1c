import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runAtEdge, type EdgeRequest } from '@multilith/runtime/host';
import type { WorkObserver } from '@multilith/runtime/observe';
import type { Principal } from '@multilith/contract';
import type { Authenticator } from '../auth/authenticator.js';
import { httpError } from '../errors/http-error.js';
import { sendError } from '../errors/send-error.js';
import type { Clients } from '../limits/clients.js';
import { OverloadedError, RateLimitedError } from '../limits/limit-errors.js';
import { observe } from './observed-request.js';
import { traceOf } from './trace-parent.js';

const logger = new Logger('Http');

declare module 'fastify' {
  interface FastifyRequest {
    /** Principal, trace and deadline of the request; set before the body is read. */
    edge?: EdgeRequest;
  }
}

/** Options of the request context. */
export interface RequestContextOptions {
  readonly authenticator: Authenticator;
  /** Counts the requests of each client. */
  readonly clients: Clients;
  /** Longest time of a request, in milliseconds: first to arrive, then to be answered. */
  readonly timeoutMs: number;
  /** Observes requests, except health checks and scrapes. Default: no observer. */
  readonly observer?: WorkObserver | undefined;
}

/** Health checks must answer without authentication, also while the issuer's keys cannot be read. */
const OPEN = /^\/health(?:\/|$)/;
/** Paths that are not observed: requests for the state of the host would outnumber its work. */
const UNSEEN = /^\/(?:health|metrics|status\.json)(?:[/?]|$)/;

/**
 * Gives every request its trace, deadline, principal and rate limit, and runs the rest of it inside that call context.
 * Register it before any route.
 */
export function registerRequestContext(fastify: FastifyInstance, options: RequestContextOptions): void {
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { observer } = options;
    const place = observer && !UNSEEN.test(request.url) ? observe(observer, request, reply) : undefined;
    const trace = place ?? traceOf(request.headers.traceparent);
    reply.header('x-trace-id', trace.traceId);
    const deadline = Date.now() + options.timeoutMs;
    request.edge = { trace, deadline };
    if (OPEN.test(request.url)) return;
    request.allowance = options.clients.ofAddress(request.raw);
    try {
      const principal = await signedInOrCounted(request, options);
      if (principal) {
        request.edge = { trace, deadline, principal };
        request.allowance = options.clients.rates.ofPrincipal(principal);
      }
      request.allowance.spend(1);
      if (!principal) options.clients.overload.requireRoomForStrangers();
    } catch (error) {
      const answer = httpError(error);
      if (error instanceof RateLimitedError) options.clients.hintAtProxy(request.raw);
      if (answer.status >= 500 && !(error instanceof OverloadedError))
        logger.error(answer.body.errors[0].message, { trace: trace.traceId, err: error });
      return sendError(request, reply, answer);
    }
  });
  // The body is read between onRequest and this hook, on events outside the request's async context; `done` must be
  // called inside the new one, so that the handler runs there.
  fastify.addHook('preHandler', (request, _reply, done) => runAtEdge(request.edge ?? {}, done));
}

/** Returns the principal of a request. An invalid token counts for the address, like a request without a token. */
async function signedInOrCounted(
  { headers, allowance }: FastifyRequest,
  { authenticator }: Pick<RequestContextOptions, 'authenticator'>,
): Promise<Principal | undefined> {
  try {
    return await authenticator.authenticate(headers.authorization);
  } catch (error) {
    allowance?.spend(1);
    throw error;
  }
}
