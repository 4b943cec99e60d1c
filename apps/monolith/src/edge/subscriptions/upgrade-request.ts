import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { ANSWER_HEADERS } from '@multilith/host';
import type { AllowedHosts } from '../headers/allowed-hosts.js';
import { FOREIGN_HOST } from '../headers/foreign-host-error.js';

/** Why a request does not become a socket. */
export interface UpgradeRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Seconds after which the client may try again. */
  readonly retryAfter?: number;
}

/**
 * Judges what a request for a WebSocket says of itself. A page of another site can open one without being asked first, so
 * its origin has to be that of the shop; programs send none.
 */
export function upgradeRefusal(
  { url = '', headers }: IncomingMessage,
  allowedHosts: AllowedHosts,
): UpgradeRefusal | undefined {
  if (!allowedHosts.allows(headers.host)) return { status: 403, code: 'FOREIGN_HOST', message: FOREIGN_HOST };
  if (!/^\/graphql(?:\?|$)/.test(url)) return { status: 404, code: 'NOT_FOUND', message: `There is no socket here.` };
  if (headers.upgrade?.toLowerCase() !== 'websocket')
    return { status: 400, code: 'BAD_REQUEST', message: 'Only WebSockets are offered here.' };
  const protocols = headers['sec-websocket-protocol']?.split(',').map((each) => each.trim());
  if (protocols?.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) !== true)
    return { status: 400, code: 'BAD_REQUEST', message: `Ask for the protocol ${GRAPHQL_TRANSPORT_WS_PROTOCOL}.` };
  const { origin, host } = headers;
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host))
    return { status: 403, code: 'FOREIGN_ORIGIN', message: 'A page of another site may not open a socket here.' };
  return undefined;
}

/** Answers a request that does not become a socket, and ends its connection, whatever the client does. */
export function refuseUpgrade(socket: Duplex, { status, code, message, retryAfter }: UpgradeRefusal): void {
  socket.once('finish', () => socket.destroy());
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'connection: close',
      ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]),
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      ...Object.entries(ANSWER_HEADERS).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}
