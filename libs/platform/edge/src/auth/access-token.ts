import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { UnauthenticatedError } from './auth-error.js';
import type { TokenType } from './auth-config.js';

/** Requirements on a verified JWT. */
export interface AccessTokenRules {
  readonly tokenType: TokenType;
  readonly maxLifetimeSeconds: number;
  readonly clockToleranceSeconds: number;
}

/** Claims that only ID and logout tokens have. Such tokens tell a client who signed in and grant no access. */
const NOT_OF_ACCESS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];
/**
 * Claims with the kind of a token, for providers that sign every token with `typ: JWT`: Keycloak, Cognito and others.
 */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  typ: ['bearer', 'at+jwt'],
  token_use: ['access'],
  token_type: ['bearer', 'access', 'access_token'],
};
/** Values of the claim `type` with which Glewlwyd and others name the kind; elsewhere `type` may mean anything. */
const OTHER_TYPES = ['id_token', 'refresh_token', 'logout_token'];

/**
 * Refuses tokens that the issuer signed for another purpose than access to this API by the sender (RFC 9068 4, RFC 8725
 * 3.11): ID tokens, logout tokens, proofs of possession, sender-constrained tokens, and tokens with a too long
 * lifetime.
 *
 * @throws UnauthenticatedError
 */
export function requireAccessToken(header: JWTHeaderParameters, claims: JWTPayload, rules: AccessTokenRules): void {
  requireType(header.typ, claims, rules.tokenType);
  // The client would have to prove possession of the key with each request (RFC 7800, 8705, 9449), which is not
  // supported.
  if (claims['cnf'] !== undefined)
    throw new UnauthenticatedError('The token is bound to a key ("cnf"). Ask the issuer for one that is not.');
  requireTimes(claims, rules);
}

function requireType(typ: unknown, claims: JWTPayload, wanted: TokenType): void {
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ;
  if (type === 'at+jwt') return;
  if (wanted === 'at+jwt' || (type !== undefined && type !== 'jwt'))
    throw new UnauthenticatedError(
      `The token is no access token: its "typ" is ${shown(typ)}, not "${wanted}". Send the one for this API.`,
    );
  const foreign =
    NOT_OF_ACCESS.find((name) => claims[name] !== undefined) ??
    (OTHER_TYPES.includes(String(claims['type'])) ? 'type' : undefined);
  const other = Object.entries(KINDS).find(
    ([name, known]) => claims[name] !== undefined && !known.includes(String(claims[name]).toLowerCase()),
  );
  if (foreign !== undefined || other)
    throw new UnauthenticatedError(
      `The token is no access token: it has "${foreign ?? other![0]}" like one for another purpose. Send the one for this API.`,
    );
}

function requireTimes({ iat, exp }: JWTPayload, { maxLifetimeSeconds, clockToleranceSeconds }: AccessTokenRules): void {
  const now = Math.floor(Date.now() / 1000);
  if (iat !== undefined && iat > now + clockToleranceSeconds)
    throw new UnauthenticatedError('The token is from the future. Compare the clocks of the issuer and of this host.');
  if (exp! - (iat ?? now) > maxLifetimeSeconds)
    throw new UnauthenticatedError(
      `The token lasts longer than the ${maxLifetimeSeconds} seconds that are accepted here. Ask for a shorter one.`,
    );
}

/** Shortens a claim for a message, so that a token cannot be shown in full. */
const shown = (typ: unknown): string => (typ === undefined ? 'missing' : JSON.stringify(typ).slice(0, 40));
