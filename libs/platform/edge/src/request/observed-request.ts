import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TraceContext } from '@multilith/contract';
import type { ObservedWork, WorkObserver } from '@multilith/runtime/observe';
import { parentOf } from './trace-parent.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's record at the observer; `undefined` without an observer. */
    observed?: ObservedWork;
  }
}

/**
 * Reports the start and end of a request to an observer, including requests whose client disconnects before it has sent
 * everything, for which Fastify's onResponse does not run. Returns its trace context, if traces are recorded.
 */
export function observe(
  observer: WorkObserver,
  request: FastifyRequest,
  { raw }: FastifyReply,
): TraceContext | undefined {
  const trace = parentOf(request.headers.traceparent);
  const work = { kind: 'request', method: request.method, route: request.routeOptions.url } as const;
  const observed = observer.begin(work, trace && { trace });
  request.observed = observed;
  raw.once('close', () => {
    if (!raw.headersSent) return observed.end(new Error('The client left before it was answered'));
    observed.describe({ 'http.response.status_code': raw.statusCode });
    observed.end(raw.statusCode >= 500 ? new Error(`HTTP status ${raw.statusCode}`) : undefined);
  });
  return observed.trace;
}
