import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import type { AllowedHosts } from '../../headers/allowed-hosts.js';
import { FOREIGN_HOST } from '../../headers/foreign-host-error.js';
import { rawAnswer, type RawAnswer } from '../../headers/raw-answer.js';

/** Why an upgrade request is refused. */
export type UpgradeRefusal = RawAnswer;

/**
 * Returns why an upgrade request for a WebSocket is refused; `undefined` if it is accepted. A browser lets a page of
 * another site open a WebSocket without a preflight request, so `Origin` must be this host; programs send no `Origin`.
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

/** Answers a refused upgrade request, and closes its connection, whatever the client does. */
export function refuseUpgrade(socket: Duplex, refusal: UpgradeRefusal): void {
  socket.once('finish', () => socket.destroy());
  socket.end(rawAnswer(refusal));
}
