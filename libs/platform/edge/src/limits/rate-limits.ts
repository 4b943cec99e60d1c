import type { Principal } from '@multilith/contract';
import { RateLimitedError } from './limit-errors.js';
import { RateLimiter, type Rate } from './rate-limiter.js';

/** Rate limits of clients. */
export interface RateSettings {
  /** For one address, for requests without a valid token. */
  readonly anonymous: Rate;
  /** For one principal. */
  readonly signedIn: Rate;
  /** For one principal with one of {@link staffRoles}. */
  readonly staff: Rate;
  readonly staffRoles: readonly string[];
}

/** Remaining rate of one client. */
export interface Allowance {
  /** The client: a principal or an address. */
  readonly key: string;
  /** Group with which it shares the limit of concurrent work; `undefined` for staff, which is not limited. */
  readonly share: string | undefined;
  /** @throws RateLimitedError if the client does not have enough points left */
  spend(points: number): void;
}

/** Limits the rates of principals, and of addresses for requests without a principal. */
export class RateLimits {
  readonly #anonymous: RateLimiter;
  readonly #signedIn: RateLimiter;
  readonly #staff: RateLimiter;
  readonly #staffRoles: ReadonlySet<string>;

  constructor({ anonymous, signedIn, staff, staffRoles }: RateSettings) {
    this.#anonymous = new RateLimiter(anonymous);
    this.#signedIn = new RateLimiter(signedIn);
    this.#staff = new RateLimiter(staff);
    this.#staffRoles = new Set(staffRoles);
  }

  /** Returns the allowance of an address without a token. */
  ofAddress(address: string): Allowance {
    return allowance(this.#anonymous, `address ${address}`, 'strangers');
  }

  /** Returns the allowance of a principal, from any address. */
  ofPrincipal({ subject, roles }: Principal): Allowance {
    const key = `principal ${subject}`;
    if (roles.some((role) => this.#staffRoles.has(role))) return allowance(this.#staff, key, undefined);
    return allowance(this.#signedIn, key, key);
  }
}

const allowance = (limiter: RateLimiter, key: string, share: string | undefined): Allowance => ({
  key,
  share,
  spend: (points) => {
    const waitMs = limiter.take(key, points);
    if (waitMs > 0) throw new RateLimitedError(waitMs);
  },
});
