import { Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { currentTrace } from '@multilith/runtime/observe';
import { RemoteCallError } from '@multilith/runtime';
import type { FastifyReply } from 'fastify';
import { DocumentLimitError, UnreadableDepthError, type LimitCode } from './documents/document-limits.js';
import { OverloadedError } from '../limits/limit-errors.js';
import { declareResponseType, readsGraphqlResponse } from './request/response-type.js';
import { requestFault, retryAfterOf } from '../errors/http-error.js';
import { publicErrorOf } from '../errors/public-error.js';

/** The argument of Mercurius' error formatter. */
interface Execution {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[] | null;
}

/** The result of an error formatter. A document that was not executed has no `data`, not even null. */
interface Formatted {
  readonly statusCode: number;
  readonly response: { readonly data: never; readonly errors: never };
}

/** The parts of a GraphQL request's context that are needed here. */
interface RequestContext {
  readonly reply?: FastifyReply;
}

/** One error and its effect on the response: the HTTP status, if the request or the whole document is refused. */
interface Described {
  readonly formatted: GraphQLFormattedError;
  readonly status?: number;
  /** Whether the request was a GraphQL request whose document or variables were refused. */
  readonly ofDocument?: true;
  /** Seconds after which the client may retry. */
  readonly retryAfter?: number;
}

const logger = new Logger('GraphQL');

/** Formats every error of a GraphQL request: a stable code, no stack, no SQL; unexpected errors are logged. */
export function formatErrors(execution: Execution, { reply }: RequestContext = {}): Formatted {
  const found = (execution.errors ?? []).flatMap(unbundle).map(describe);
  const refused =
    execution.data === undefined || execution.data === null ? found.find(({ status }) => status) : undefined;
  // Fastify drops the content type that was set before the error.
  if (reply) declareResponseType(reply.request, reply);
  const retryAfter = found.find((one) => one.retryAfter !== undefined)?.retryAfter;
  if (reply && retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  const tolerated = refused?.ofDocument === true && reply !== undefined && !readsGraphqlResponse(reply.request);
  return {
    statusCode: tolerated ? 200 : (refused?.status ?? 200),
    response: { data: execution.data as never, errors: found.map(({ formatted }) => formatted) as never },
  };
}

/** Formats the errors of a subscription's response like {@link formatErrors}. */
export function formattedErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] {
  return errors.flatMap(unbundle).map((error) => describe(error).formatted);
}

/** Mercurius reports all errors of a document as one error. */
export function unbundle(error: GraphQLError): readonly GraphQLError[] {
  const bundled = (error.originalError as { errors?: unknown } | undefined)?.errors;
  if (!Array.isArray(bundled)) return [error];
  return bundled.map((each) => {
    if (each instanceof GraphQLError) return each;
    const originalError = isStackOverflow(each) ? each : error.originalError;
    return new GraphQLError((each as Error).message, { ...(originalError ? { originalError } : {}) });
  });
}

function describe(error: GraphQLError): Described {
  const { locations, path } = error;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const cause = rootCause(error);
  if (!path) {
    const fault = cause instanceof OverloadedError ? { ...OVERLOADED, message: cause.problem } : requestFault(cause);
    if (fault) {
      const retryAfter = retryAfterOf(cause);
      const extensions = { code: fault.code, ...(retryAfter === undefined ? {} : { retryAfter }) };
      const formatted = { message: fault.message, extensions };
      return { formatted, status: fault.status, ...(retryAfter === undefined ? {} : { retryAfter }) };
    }
    // A document or variable that does not fit the schema; such errors contain only what the client sent.
    if (cause instanceof GraphQLError)
      return ofDocument({ message: shortened(error.message), ...place, extensions: { code: documentFault(error) } });
    const limit = isStackOverflow(cause) ? new UnreadableDepthError() : cause;
    if (limit instanceof DocumentLimitError)
      return ofDocument({ message: limit.problem, extensions: { code: limit.code } });
  }
  const { code, message, details, unexpected } = publicErrorOf(cause);
  const traceId = currentTrace()?.traceId;
  // The host has already logged the failure of a call, with the callee's own error.
  if (unexpected && !(cause instanceof RemoteCallError)) logger.error(cause);
  const extensions = { code, ...details, ...(unexpected && traceId ? { traceId } : {}) };
  return { formatted: { message, ...place, extensions }, ...(path ? {} : { status: 500 }) };
}

const OVERLOADED = { status: 503, code: 'UNAVAILABLE' };

/** Maximum length of an error's message, in characters: conflicting fields name every pair. */
const MAX_FAULT_LENGTH = 1_000;

const shortened = (message: string): string =>
  message.length > MAX_FAULT_LENGTH ? `${message.slice(0, MAX_FAULT_LENGTH)}…` : message;

function ofDocument(formatted: GraphQLFormattedError): Described {
  return { formatted, status: 400, ofDocument: true };
}

/** Codes of documents that graphql-js refuses. */
type DocumentCode = 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | LimitCode;

function documentFault({ message }: GraphQLError): DocumentCode {
  if (/^Syntax Error: Document contains more th\w+ \d+ tokens/.test(message)) return 'QUERY_TOO_LARGE';
  return message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';
}

/** Whether the parser or the validation, which are recursive, overflowed the stack. */
function isStackOverflow(error: unknown): error is RangeError {
  return error instanceof RangeError && /call stack/.test(error.message);
}

/** GraphQL wraps errors of resolvers and scalars, sometimes more than once. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}
