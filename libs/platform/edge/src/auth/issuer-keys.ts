import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { issuerUnreadable } from './issuer-unreadable.js';

/** Intervals for the keys of an issuer, in milliseconds. */
export interface KeyTimes {
  /**
   * Minimum time between two attempts to read them, successful or not. A new key is known after this time at the
   * latest.
   */
  readonly intervalMs: number;
  /** Age after which they are read again, while the known ones are still accepted. */
  readonly freshMs: number;
  /**
   * Age after which they are no longer accepted without a successful read, so that a revoked key is not accepted for
   * ever.
   */
  readonly keptMs: number;
}

const TIMES: KeyTimes = { intervalMs: 30_000, freshMs: 600_000, keptMs: 3_600_000 };
/** Time between attempts while no keys are known and no sign-in is possible, in milliseconds. */
const FIRST_INTERVAL_MS = 5_000;

/**
 * The keys of an issuer, read at first use. Attempts are at least an interval apart, even if one fails or hangs, so
 * tokens with invented key ids cause no further requests. Tokens with known keys never wait for an attempt, and never
 * fail because of it.
 */
export class IssuerKeys {
  readonly #read: () => Promise<JSONWebKeySet>;
  readonly #times: KeyTimes;
  readonly #now: () => number;
  #known: { readonly keys: JWTVerifyGetKey; readonly at: number } | undefined;
  #reading: Promise<void> | undefined;
  #attemptedAt = -Infinity;
  #failure: unknown;

  /**
   * @param read reads the keys; has its own timeout
   * @param now a monotonic clock, in milliseconds
   */
  constructor(
    read: () => Promise<JSONWebKeySet>,
    { now = () => performance.now(), ...times }: Partial<KeyTimes> & { readonly now?: () => number } = {},
  ) {
    this.#read = read;
    this.#times = { ...TIMES, ...times };
    this.#now = now;
  }

  /**
   * Returns the key that signed a token.
   *
   * @throws JWKSNoMatchingKey if the issuer has no such key, as far as is known; the error of the last attempt to read
   * the keys if none are known
   */
  readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    const known = this.#valid();
    if (!known || this.#now() - known.at > this.#times.freshMs) {
      const reading = this.#reread();
      if (!known) await reading;
    }
    try {
      return await this.#required()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const before = this.#known;
      await this.#reread();
      if (this.#known === before) throw error;
      return this.#required()(header, token);
    }
  };

  #valid() {
    if (this.#known && this.#now() - this.#known.at > this.#times.keptMs) this.#known = undefined;
    return this.#known;
  }

  #required(): JWTVerifyGetKey {
    if (this.#known) return this.#known.keys;
    throw this.#failure ?? issuerUnreadable('The keys of the issuer are not known yet.');
  }

  /**
   * Reads the keys again, unless the last attempt was a moment ago. Resolves if there is nothing to wait for; never
   * rejects.
   */
  #reread(): Promise<void> {
    const interval = this.#known ? this.#times.intervalMs : Math.min(this.#times.intervalMs, FIRST_INTERVAL_MS);
    if (this.#reading) return this.#reading;
    if (this.#now() - this.#attemptedAt < interval) return Promise.resolve();
    this.#reading = this.#attempt().finally(() => {
      this.#attemptedAt = this.#now();
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #attempt(): Promise<void> {
    try {
      this.#known = { keys: createLocalJWKSet(await this.#read()), at: this.#now() };
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }
}
