import { MultilithError } from '@multilith/contract';
import { integerFromEnv, isLoopback, oneOfFromEnv } from '@multilith/host';

/** `typ` of a provider's access tokens: RFC 9068 requires `at+jwt`; older providers set `JWT` or nothing. */
export type TokenType = 'at+jwt' | 'JWT';

/** The issuer whose tokens the edge accepts. */
export interface AuthConfig {
  /** `AUTH_ISSUER`: `iss` of the tokens. */
  readonly issuer: string;
  /** `AUTH_AUDIENCE`: `aud` of the tokens, the name of this API at the provider; not a client id. */
  readonly audience: string;
  /** `AUTH_JWKS_URL`: URL of the issuer's keys. Default: the URL in the issuer's metadata. */
  readonly jwksUrl?: URL;
  /** `AUTH_TOKEN_TYPE`: `typ` of access tokens. `JWT` also accepts tokens without `typ`. Default: `at+jwt`. */
  readonly tokenType?: TokenType;
  /** `AUTH_MAX_TOKEN_LIFETIME`: longest time from `iat` to `exp`, in seconds. Default: one day. */
  readonly maxLifetimeSeconds?: number;
  /** `AUTH_ROLES_CLAIM`: claim with the roles, as a path like `realm_access.roles`. Default: `roles`. */
  readonly rolesClaim?: string;
}

/** Default settings. */
export const AUTH_DEFAULTS: Pick<
  Required<AuthConfig>,
  'tokenType' | 'maxLifetimeSeconds' | 'rolesClaim'
> = Object.freeze({ tokenType: 'at+jwt', maxLifetimeSeconds: 86_400, rolesClaim: 'roles' });

const YEAR_SECONDS = 31_536_000;

/**
 * Reads `AUTH_…`; `undefined` if issuer, audience and keys are all unset, so that the host signs its own tokens, which
 * is possible in development only.
 *
 * @throws MultilithError AUTH_NOT_CONFIGURED if issuer or audience is missing or invalid, or both are missing in
 * production
 * @throws MultilithError AUTH_INSECURE_URL for a URL without TLS, except a loopback URL outside of production
 */
export function authConfigFromEnv(env: NodeJS.ProcessEnv, development: boolean): AuthConfig | undefined {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: jwks } = env;
  if (!issuer && !audience && !jwks && development) return undefined;
  const missing = ['AUTH_ISSUER', 'AUTH_AUDIENCE'].filter((name) => !env[name]);
  if (missing.length > 0) throw notConfigured(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`);
  // Without a URL of the keys the issuer is asked for its metadata, so it must be a URL; otherwise it may be any text.
  if (!jwks || URL.canParse(issuer!)) requireSecure('AUTH_ISSUER', issuer!, development, !jwks);
  return {
    issuer: issuer!,
    audience: audience!,
    ...(jwks ? { jwksUrl: requireSecure('AUTH_JWKS_URL', jwks, development) } : {}),
    tokenType: oneOfFromEnv<TokenType>(env, 'AUTH_TOKEN_TYPE', ['at+jwt', 'JWT'], AUTH_DEFAULTS.tokenType),
    maxLifetimeSeconds: integerFromEnv(env, 'AUTH_MAX_TOKEN_LIFETIME', AUTH_DEFAULTS.maxLifetimeSeconds, YEAR_SECONDS),
    rolesClaim: env['AUTH_ROLES_CLAIM'] || AUTH_DEFAULTS.rolesClaim,
  };
}

/** Whether keys may be read from a URL: over TLS, or from a loopback address outside of production. */
export function isSecure({ protocol, hostname }: URL, development: boolean): boolean {
  return protocol === 'https:' || (development && protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}

function requireSecure(name: string, text: string, development: boolean, asked = true): URL {
  if (!URL.canParse(text)) throw notConfigured(`${name} is '${text}', which is no URL`);
  const url = new URL(text);
  if (asked && (url.username || url.password || url.hash || (name === 'AUTH_ISSUER' && url.search)))
    throw notConfigured(`${name} is no address of an issuer: it holds a user, a query or a fragment`);
  if (isSecure(url, development) || (!asked && url.protocol !== 'http:')) return url;
  throw new MultilithError(
    'AUTH_INSECURE_URL',
    `${name} is '${text}'. Without TLS, an attacker on the network can answer with other keys and sign in as anyone.`,
    `Set it to an https:// address${development ? '; http:// is for this machine only' : ''}.`,
  );
}

const notConfigured = (problem: string): MultilithError =>
  new MultilithError(
    'AUTH_NOT_CONFIGURED',
    `The edge cannot check tokens: ${problem}.`,
    'Set AUTH_ISSUER and AUTH_AUDIENCE to those of your identity provider; see docs/signing-in.md.',
  );
