import { MultilithError } from '@multilith/contract';
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { all, compile } from '@fastify/proxy-addr';

/** Addresses of one IPv6 network belong to one client: providers hand out 64 bits at least. */
const IPV6_GROUPS = 4;

/**
 * Finds the address that a request is counted under. `X-Forwarded-For` is believed only if the connection, and every hop
 * before it, comes from a trusted proxy.
 */
export class ClientAddresses {
  readonly #trust: ((address: string, hop: number) => boolean) | undefined;

  /**
   * @param trusted addresses and networks of proxies (`10.0.0.7`, `10.0.0.0/8`, `loopback`)
   * @throws MultilithError CONFIG_INVALID for what is no address
   */
  constructor(trusted: readonly string[]) {
    try {
      this.#trust = trusted.length > 0 ? compile([...trusted]) : undefined;
    } catch (error) {
      throw new MultilithError(
        'CONFIG_INVALID',
        `TRUSTED_PROXIES is '${trusted.join(',')}': ${(error as Error).message}.`,
        'Set it to addresses and networks, such as 10.0.0.7,10.1.0.0/16, or not at all.',
        { cause: error },
      );
    }
  }

  /** The network of the client that sends a request. */
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
    const peer = request.socket.remoteAddress ?? '';
    if (!this.#trust || request.headers['x-forwarded-for'] === undefined) return networkOf(peer);
    return networkOf(all(request as IncomingMessage, this.#trust).at(-1) ?? peer);
  }

  /** Whether proxies are trusted at all. */
  get knowsProxies(): boolean {
    return this.#trust !== undefined;
  }

  /** Whether an address belongs to a trusted proxy, which forwards requests of many clients. */
  trusts(address: string): boolean {
    return this.#trust?.(address, 0) === true;
  }
}

/** The network that an address is counted under: an IPv4 address itself, the first 64 bits of an IPv6 address. */
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

/** The groups of a part of an IPv6 address; an IPv4 address at its end stands for two. */
const groupsOf = (part: string): string[] =>
  part === '' ? [] : part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
