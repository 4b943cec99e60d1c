import { errors, jwtVerify, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Principal } from '@multilith/contract';
import { requireAccessToken } from './access-token.js';
import { AUTH_DEFAULTS, type AuthConfig } from './auth-config.js';
import { AuthUnavailableError, UnauthenticatedError } from './auth-error.js';
import { readJson } from './bounded-json.js';
import { IssuerKeys } from './issuer-keys.js';
import { discoverJwksUrl } from './issuer-metadata.js';
import { rolesIn } from './roles-claim.js';

/** Asymmetric algorithms only: with a shared secret, any service that verifies tokens could also create them. */
const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
];
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_SUBJECT_LENGTH = 200;
/** Control characters, unpaired surrogates, line separators, and bidirectional controls. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A principal, and the expiry of its token. */
export interface SignedIn {
  readonly principal: Principal;
  /** Expiry of the token, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Verifies the `Authorization` header of a request and returns its principal. */
export class Authenticator {
  readonly #expected: Required<Omit<AuthConfig, 'jwksUrl'>>;
  readonly #keys: JWTVerifyGetKey;

  constructor(expected: Omit<AuthConfig, 'jwksUrl'>, keys: JWTVerifyGetKey) {
    this.#expected = { ...AUTH_DEFAULTS, ...expected };
    this.#keys = keys;
  }

  /**
   * Accepts the tokens of an issuer that publishes its keys. The keys are read at first use, and cached.
   *
   * @param development whether an issuer on a loopback address needs no TLS
   */
  static remote(
    { jwksUrl, ...expected }: AuthConfig,
    { development }: { readonly development: boolean },
  ): Authenticator {
    const keys = new IssuerKeys(async () => {
      const url = jwksUrl ?? (await discoverJwksUrl(expected.issuer, development));
      return (await readJson(url)) as JSONWebKeySet;
    });
    return new Authenticator(expected, keys.keyOf);
  }

  /**
   * Returns the principal of a request; `undefined` without a header: an anonymous request.
   *
   * @throws UnauthenticatedError if the header does not contain a valid access token of the issuer for this audience
   * @throws AuthUnavailableError if the issuer's keys cannot be read
   */
  async authenticate(header: string | undefined): Promise<Principal | undefined> {
    return header === undefined ? undefined : (await this.signIn(header)).principal;
  }

  /**
   * Returns the principal of a header and its expiry, for connections that outlive a request.
   *
   * @throws UnauthenticatedError, AuthUnavailableError as {@link authenticate}
   */
  async signIn(header: string): Promise<SignedIn> {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1];
    if (!token) throw new UnauthenticatedError('The Authorization header is not of the form "Bearer <token>".');
    const claims = await this.#verify(token);
    const principal = this.#principalOf(claims);
    return { principal, expiresAt: (claims.exp! + CLOCK_TOLERANCE_SECONDS) * 1000 };
  }

  async #verify(token: string): Promise<JWTPayload> {
    const { issuer, audience, tokenType, maxLifetimeSeconds } = this.#expected;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const clockToleranceSeconds = CLOCK_TOLERANCE_SECONDS;
      requireAccessToken(protectedHeader, payload, { tokenType, maxLifetimeSeconds, clockToleranceSeconds });
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  #principalOf(claims: JWTPayload): Principal {
    const { sub } = claims;
    if (typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT_LENGTH)
      throw new UnauthenticatedError(`The token's subject must have 1 to ${MAX_SUBJECT_LENGTH} characters.`);
    // The subject is stored, looked up and logged as text.
    if (UNPRINTABLE.test(sub))
      throw new UnauthenticatedError("The token's subject holds characters that cannot be stored or seen.");
    const roles = rolesIn(claims, this.#expected.rolesClaim);
    if (!roles) throw new UnauthenticatedError('The token names more roles than are accepted here.');
    return { subject: sub, roles };
  }
}

function refusalOf(error: unknown): Error {
  if (error instanceof UnauthenticatedError) return error;
  if (error instanceof errors.JWKSInvalid || !(error instanceof errors.JOSEError))
    return new AuthUnavailableError(error);
  if (error instanceof errors.JWTExpired) return new UnauthenticatedError('The token has expired. Sign in again.');
  return new UnauthenticatedError('The token is not valid here. Sign in again.');
}
