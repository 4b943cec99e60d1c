import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { issuerUnreadable } from './issuer-unreadable.js';

/** How the keys of an issuer are kept, in milliseconds. */
export interface KeyTimes {
  /** From one attempt to read them to the next, whatever came of it. A new key is known after this at the latest. */
  readonly intervalMs: number;
  /** After this they are read again, while the known ones still count. */
  readonly freshMs: number;
  /** After this without a successful read they no longer count: a key that was revoked must not be good for ever. */
  readonly keptMs: number;
}

const TIMES: KeyTimes = { intervalMs: 30_000, freshMs: 600_000, keptMs: 3_600_000 };
/** From one attempt to the next while no keys are known and no sign-in is possible, in milliseconds. */
const FIRST_INTERVAL_MS = 5_000;

/**
 * The keys of an issuer, read when first needed. Between two attempts lies an interval, also when an attempt fails or hangs, so
 * tokens with made-up key ids cause no more than that. Tokens with known keys never wait and never fail because of others.
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
   * @param read reads the keys; has a time limit of its own
   * @param now milliseconds that never go back
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
   * The key that signed a token.
   *
   * @throws JWKSNoMatchingKey when the issuer has none like it, as far as is known; what the last attempt to read the keys
   * failed with when none are known
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

  /** Reads them again, unless that was tried a moment ago. Resolves when there is nothing to wait for; never fails. */
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
