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

/** How requests enter the call context. */
export interface RequestContextOptions {
  readonly authenticator: Authenticator;
  /** Counts what each client sends. */
  readonly clients: Clients;
  /** How long a request may take, in milliseconds: first to arrive, then to be answered. */
  readonly timeoutMs: number;
  /** Observes requests, except health checks and scrapes. Default: no observer. */
  readonly observer?: WorkObserver | undefined;
}

/** Health checks need no token, and answer also while the issuer's keys cannot be read. */
const OPEN = /^\/health(?:\/|$)/;
/** What only asks how the host is would drown what it does. */
const UNSEEN = /^\/(?:health|metrics|status\.json)(?:[/?]|$)/;

/**
 * Gives every request its trace, deadline, principal and place in the rates of its client, and runs the rest of it inside that call context. Register it
 * before any route.
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
  // The body is read between onRequest and here, on events that do not belong to the request's async context; and
  // `done` has to be called inside the new one, so that the handler runs there.
  fastify.addHook('preHandler', (request, _reply, done) => runAtEdge(request.edge ?? {}, done));
}

/** The principal of a request. An invalid token counts for the address, as a request without one does. */
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
