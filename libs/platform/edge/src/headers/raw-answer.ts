import { STATUS_CODES } from 'node:http';
import { ANSWER_HEADERS } from '@multilith/host';

/** The response to a request that Fastify does not see. */
export interface RawAnswer {
  readonly status: number;
  /** Code of the error, as in docs/errors.md. */
  readonly code: string;
  readonly message: string;
  /** Seconds after which the client may retry. */
  readonly retryAfter?: number;
}

/** Returns an HTTP/1.1 response as text, with the headers of every response. The connection ends with it. */
export function rawAnswer({ status, code, message, retryAfter }: RawAnswer): string {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]),
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(ANSWER_HEADERS).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');
}
