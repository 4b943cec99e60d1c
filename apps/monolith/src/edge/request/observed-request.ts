import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { TraceContext } from '@multilith/contract';
import type { ObservedWork, WorkObserver } from '@multilith/runtime';
import { parentOf } from './trace-parent.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request as an observer sees it; `undefined` where nobody watches. */
    observed?: ObservedWork;
  }
}

/** Most fields of an operation that its name tells. */
const NAMED_FIELDS = 3;

/** Shows an observer that a request has come. Returns its place in the trace, where traces are watched. */
export function beginObserved(observer: WorkObserver, request: FastifyRequest): TraceContext | undefined {
  const trace = parentOf(request.headers.traceparent);
  const work = { kind: 'request', method: request.method, route: request.routeOptions.url } as const;
  request.observed = observer.begin(work, trace && { trace });
  return request.observed.trace;
}

/** Shows an observer how requests end; also those whose client has gone before. */
export function endObserved(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', async ({ observed }, { statusCode }) => {
    observed?.describe({ 'http.response.status_code': statusCode });
    observed?.end(statusCode >= 500 ? new Error(`HTTP status ${statusCode}`) : undefined);
  });
}

/** Names a request by its operation: `mutation placeOrder` says more than `POST /graphql`, and the schema bounds it. */
export function nameRequest({ definitions }: DocumentNode, { observed }: Pick<FastifyRequest, 'observed'>): void {
  if (!observed) return;
  const operation = definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return;
  const fields = operation.selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
  const told = [...new Set(fields)];
  const name = [operation.operation, ...told.slice(0, NAMED_FIELDS), ...(told.length > NAMED_FIELDS ? ['…'] : [])];
  observed.describe({ 'graphql.operation.type': operation.operation }, name.join(' '));
}
