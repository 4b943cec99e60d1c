import { MultilithError } from '@multilith/contract';
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { all, compile } from '@fastify/proxy-addr';

/** Number of 16-bit groups of an IPv6 address that identify a client: providers assign at least 64 bits. */
const IPV6_GROUPS = 4;

/**
 * Determines the address that a request counts for. `X-Forwarded-For` is used only if the connection, and every later
 * hop, comes from a trusted proxy.
 */
export class ClientAddresses {
  readonly #trust: ((address: string, hop: number) => boolean) | undefined;

  /**
   * @param trusted addresses and networks of proxies (`10.0.0.7`, `10.0.0.0/8`, `loopback`)
   * @throws MultilithError CONFIG_INVALID for an invalid address
   */
  constructor(trusted: readonly string[]) {
    try {
      this.#trust = trusted.length > 0 ? compile([...trusted]) : undefined;
    } catch (error) {
      throw new MultilithError(
        'CONFIG_INVALID',
        `TRUSTED_PROXIES is '${trusted.join(',')}': ${(error as Error).message}.`,
        'Set it to addresses and networks, such as 10.0.0.7,10.1.0.0/16, or not at all.',
      );
    }
  }

  /** Returns the network of a request's client. */
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
    const peer = request.socket.remoteAddress ?? '';
    if (!this.#trust || request.headers['x-forwarded-for'] === undefined) return networkOf(peer);
    return networkOf(all(request as IncomingMessage, this.#trust).at(-1) ?? peer);
  }

  /** Whether any proxies are trusted. */
  get knowsProxies(): boolean {
    return this.#trust !== undefined;
  }

  /** Whether an address belongs to a trusted proxy, which forwards requests of many clients. */
  trusts(address: string): boolean {
    return this.#trust?.(address, 0) === true;
  }
}

/** Returns the network that an address counts for: an IPv4 address itself, the first 64 bits of an IPv6 address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return 'unknown';
  const [left = '', right] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const groups = groupsOf(left);
  const tail = groupsOf(right ?? '');
  const zeros = right === undefined ? 0 : Math.max(0, 8 - groups.length - tail.length);
  const full = [...groups, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return `${full
    .slice(0, IPV6_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** Returns the groups of a part of an IPv6 address; an IPv4 address at its end stands for two. */
const groupsOf = (part: string): string[] =>
  part === '' ? [] : part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
