import { OverloadedError, RateLimitedError } from '../limits/limit-errors.js';
import { publicErrorOf } from './public-error.js';
import { RequestError } from './request-error.js';

/** An error as an HTTP response, in the shape of a GraphQL response so that clients handle one shape only. */
export interface HttpErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly errors: readonly [{ readonly message: string; readonly extensions: { readonly code: string } }];
  };
}

/** Request errors that Fastify itself reports. */
const FASTIFY: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'BODY_TOO_LARGE', message: 'The body of the request is too large.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send application/json.' },
};

/** Codes for requests that are refused before they are parsed. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
};

/** Whether an error declares that the request was wrong: an HTTP status below 500. */
export function requestFault(error: unknown): { status: number; code: string; message: string } | undefined {
  const { statusCode, code, message } = (error ?? {}) as { statusCode?: unknown; code?: unknown; message?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  if (error instanceof RequestError) return { status: statusCode, code: error.code, message: error.problem };
  const known = typeof code === 'string' ? FASTIFY[code] : undefined;
  if (known) return { status: statusCode, ...known };
  const fault = BY_STATUS[statusCode] ?? 'BAD_REQUEST';
  return {
    status: statusCode,
    code: fault,
    message: fault === 'BAD_REQUEST' ? 'The request cannot be read.' : String(message),
  };
}

/** Returns the seconds after which a refused client may retry; `undefined` if the error has none. */
export const retryAfterOf = (error: unknown): number | undefined =>
  error instanceof RateLimitedError || error instanceof OverloadedError ? error.retryAfter : undefined;

/** Returns the HTTP response for an error outside GraphQL. */
export function httpError(error: unknown): HttpErrorAnswer {
  const { code, message } = publicErrorOf(error);
  const own = (error as { statusCode?: number } | undefined)?.statusCode;
  const retryAfter = retryAfterOf(error);
  const fault = code === 'INTERNAL' ? requestFault(error) : undefined;
  return {
    status: fault?.status ?? (code === 'INTERNAL' ? 500 : (own ?? 500)),
    headers: {
      ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: { errors: [{ message: fault?.message ?? message, extensions: { code: fault?.code ?? code } }] },
  };
}
