import type { IncomingMessage } from 'node:http';
import { ClientAddresses } from './client-addresses.js';
import type { EdgeLimits } from './edge-limits.js';
import { Overload } from './overload.js';
import { RateLimits, type Allowance } from './rate-limits.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the client of this request may still send; `undefined` for health checks. */
    allowance?: Allowance;
  }
  interface FastifyInstance {
    /** Who sends requests to this server. */
    clients: Clients;
  }
}

/** Who sends requests, and how many more each may send. One for HTTP and sockets together. */
export class Clients {
  readonly addresses: ClientAddresses;
  readonly rates: RateLimits;
  readonly overload: Overload;

  constructor(limits: EdgeLimits) {
    this.addresses = new ClientAddresses(limits.trustedProxies);
    this.rates = new RateLimits(limits);
    this.overload = new Overload(limits.overloadMs);
  }

  /** What the address of a request may send without a token. */
  ofAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>): Allowance {
    return this.rates.ofAddress(this.addresses.of(request));
  }
}
