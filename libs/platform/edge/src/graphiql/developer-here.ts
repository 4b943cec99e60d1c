import type { IncomingMessage } from 'node:http';
import { isLocalHost } from '../headers/allowed-hosts.js';

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** Headers that proxies, tunnels and content delivery networks add. */
const PROXY_HEADERS =
  /^(?:x-forwarded-.*|forwarded|via|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-.*|fly-.*)$/;

/**
 * Whether a request comes directly from this machine: the peer is local, `Host` is a name that DNS cannot assign to
 * another machine, and no header shows a proxy or tunnel. Proxies that speak HTTP/1.0 may add no header; browsers do
 * not speak it.
 */
export function isDeveloperHere({ socket, headers, httpVersion }: IncomingMessage): boolean {
  return (
    LOOPBACK.test(socket.remoteAddress ?? '') &&
    httpVersion !== '1.0' &&
    isLocalHost(headers.host) &&
    !Object.keys(headers).some((name) => PROXY_HEADERS.test(name))
  );
}
