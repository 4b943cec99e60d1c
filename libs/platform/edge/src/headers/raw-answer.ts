import { STATUS_CODES } from 'node:http';
import { ANSWER_HEADERS } from '@multilith/host';

/** The answer to a request that Fastify does not see. */
export interface RawAnswer {
  readonly status: number;
  /** Code of the error, as in docs/errors.md. */
  readonly code: string;
  readonly message: string;
  /** Seconds after which the client may try again. */
  readonly retryAfter?: number;
}

/** An HTTP/1.1 answer as text, with the headers that every answer has. The connection ends with it. */
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
