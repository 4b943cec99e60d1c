import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Principal } from '@multilith/contract';
import type { AuthConfig } from './auth-config.js';
import { AuthUnavailableError, UnauthenticatedError } from './auth-error.js';

/** Asymmetric only: with a shared secret everyone who can check a token could also make one. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_SUBJECT_LENGTH = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Who signed in, and until when. */
export interface SignedIn {
  readonly principal: Principal;
  /** When the token stops being valid, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Turns the `Authorization` header of a request into its principal. */
export class Authenticator {
  readonly #expected: { readonly issuer: string; readonly audience: string };
  readonly #keys: JWTVerifyGetKey;

  constructor(expected: { readonly issuer: string; readonly audience: string }, keys: JWTVerifyGetKey) {
    this.#expected = expected;
    this.#keys = keys;
  }

  /** Accepts the tokens of an issuer that publishes its keys. They are fetched when first needed, and cached. */
  static remote({ issuer, audience, jwksUrl }: AuthConfig): Authenticator {
    return new Authenticator({ issuer, audience }, createRemoteJWKSet(jwksUrl));
  }

  /**
   * The principal of a request; `undefined` without a header: an anonymous request.
   *
   * @throws UnauthenticatedError when the header does not hold a token of the issuer for this audience, still valid
   * @throws AuthUnavailableError when the issuer's keys cannot be read
   */
  async authenticate(header: string | undefined): Promise<Principal | undefined> {
    return header === undefined ? undefined : (await this.signIn(header)).principal;
  }

  /**
   * The principal of a header and how long it stays one, for what lasts longer than a request.
   *
   * @throws UnauthenticatedError, AuthUnavailableError as {@link authenticate}
   */
  async signIn(header: string): Promise<SignedIn> {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1];
    if (!token) throw new UnauthenticatedError('The Authorization header is not of the form "Bearer <token>".');
    const claims = await this.#verify(token);
    return { principal: principalOf(claims), expiresAt: (claims.exp! + CLOCK_TOLERANCE_SECONDS) * 1000 };
  }

  async #verify(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        ...this.#expected,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function principalOf({ sub, roles }: JWTPayload): Principal {
  if (!sub || sub.length > MAX_SUBJECT_LENGTH)
    throw new UnauthenticatedError(`The token's subject must have 1 to ${MAX_SUBJECT_LENGTH} characters.`);
  // It is looked up and stored as text, and PostgreSQL keeps neither.
  if (sub.includes('\0') || LONE_SURROGATE.test(sub))
    throw new UnauthenticatedError("The token's subject holds a NUL character or half of a surrogate pair.");
  const held = Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [];
  return { subject: sub, roles: held };
}

function refusalOf(error: unknown): Error {
  if (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    !(error instanceof errors.JOSEError)
  )
    return new AuthUnavailableError(error);
  // `ERR_JOSE_GENERIC` is what jose throws when the key endpoint answers with something else than keys.
  if (error.code === 'ERR_JOSE_GENERIC') return new AuthUnavailableError(error);
  if (error instanceof errors.JWTExpired) return new UnauthenticatedError('The token has expired. Sign in again.');
  return new UnauthenticatedError('The token is not valid here. Sign in again.');
}
