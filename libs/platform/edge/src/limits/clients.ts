import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { ClientAddresses } from './client-addresses.js';
import type { EdgeLimits } from './edge-limits.js';
import { Overload } from './overload.js';
import { RateLimits, type Allowance } from './rate-limits.js';

const logger = new Logger('Limits');

declare module 'fastify' {
  interface FastifyRequest {
    /** Remaining rate of this request's client; `undefined` for health checks. */
    allowance?: Allowance;
  }
  interface FastifyInstance {
    /** The clients of this server. */
    clients: Clients;
  }
}

/** Identifies clients, and limits their rates. One instance for HTTP and sockets together. */
export class Clients {
  readonly addresses: ClientAddresses;
  readonly rates: RateLimits;
  readonly overload: Overload;
  #hinted = false;

  constructor(limits: EdgeLimits) {
    this.addresses = new ClientAddresses(limits.trustedProxies);
    this.rates = new RateLimits(limits);
    this.overload = new Overload(limits.overloadMs);
  }

  /** Tells operators, once, that all anonymous clients behind a proxy share one limit. */
  hintAtProxy({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): void {
    if (this.#hinted || this.addresses.knowsProxies || headers['x-forwarded-for'] === undefined) return;
    this.#hinted = true;
    logger.warn(
      `A request was refused with 429, and X-Forwarded-For says that it came through a proxy. All that ${socket.remoteAddress} sends without a token counts as one client. If that is your proxy, set TRUSTED_PROXIES to its address.`,
    );
  }

  /** Returns the allowance of the address of a request without a token. */
  ofAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>): Allowance {
    return this.rates.ofAddress(this.addresses.of(request));
  }
}
