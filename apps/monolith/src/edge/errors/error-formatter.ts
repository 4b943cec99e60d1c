import { Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { currentTrace, RemoteCallError } from '@multilith/runtime';
import { requestFault } from './http-error.js';
import { publicErrorOf } from './public-error.js';

/** What Mercurius hands to an error formatter. */
interface Execution {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[] | null;
}

/** What it wants back. */
interface Formatted {
  readonly statusCode: number;
  readonly response: { readonly data: never; readonly errors: never };
}

const logger = new Logger('GraphQL');

/** Answers every error of a GraphQL request: a stable code, no stack, no SQL; the unexpected ones are logged. */
export function formatErrors(execution: Execution): Formatted {
  const found = (execution.errors ?? []).flatMap(unbundle).map(describe);
  const refused =
    execution.data === undefined || execution.data === null ? found.find(({ status }) => status) : undefined;
  return {
    statusCode: refused?.status ?? 200,
    response: { data: (execution.data ?? null) as never, errors: found.map(({ formatted }) => formatted) as never },
  };
}

/** Mercurius reports all faults of a document as one error. */
function unbundle(error: GraphQLError): readonly GraphQLError[] {
  const bundled = (error.originalError as { errors?: unknown } | undefined)?.errors;
  if (!Array.isArray(bundled)) return [error];
  return bundled.map((each) => {
    if (each instanceof GraphQLError) return each;
    const originalError = error.originalError;
    return new GraphQLError((each as Error).message, { ...(originalError ? { originalError } : {}) });
  });
}

function describe(error: GraphQLError): { readonly formatted: GraphQLFormattedError; readonly status?: number } {
  const { locations, path } = error;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const cause = rootCause(error);
  if (!path) {
    const fault = requestFault(cause);
    if (fault) return { formatted: { message: fault.message, extensions: { code: fault.code } }, status: fault.status };
    // A document or variable that does not fit the schema; such errors name only what the client sent.
    if (cause instanceof GraphQLError) {
      const code = error.message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';
      return { formatted: { message: error.message, ...place, extensions: { code } }, status: 400 };
    }
  }
  const { code, message, details, unexpected } = publicErrorOf(cause);
  const traceId = currentTrace()?.traceId;
  // The host has logged the failure of a call already, with the callee's own error.
  if (unexpected && !(cause instanceof RemoteCallError)) logger.error(cause);
  const extensions = { code, ...details, ...(unexpected && traceId ? { traceId } : {}) };
  return { formatted: { message, ...place, extensions }, ...(path ? {} : { status: 500 }) };
}

/** GraphQL wraps what resolvers and scalars throw, sometimes more than once. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}
