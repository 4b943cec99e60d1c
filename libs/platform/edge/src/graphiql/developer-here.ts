import type { IncomingMessage } from 'node:http';
import { isLocalHost } from '../headers/allowed-hosts.js';

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** What proxies, tunnels and delivery networks add. */
const OF_A_PROXY =
  /^(?:x-forwarded-.*|forwarded|via|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-.*|fly-.*)$/;

/**
 * Whether a request comes straight from this machine and names it: the peer is local, `Host` is a name that no name server gives
 * away, and nothing says that a proxy or tunnel passed it on. Proxies of before HTTP/1.1 say nothing; browsers are none.
 */
export function isDeveloperHere({ socket, headers, httpVersion }: IncomingMessage): boolean {
  return (
    LOOPBACK.test(socket.remoteAddress ?? '') &&
    httpVersion !== '1.0' &&
    isLocalHost(headers.host) &&
    !Object.keys(headers).some((name) => OF_A_PROXY.test(name))
  );
}
