import { MultilithError } from '@multilith/contract';
import { integerFromEnv, isLoopback, oneOfFromEnv } from '@multilith/host';

/** Which kind of token a provider signs for APIs: RFC 9068 says so in `typ`, older ones say `JWT` or nothing. */
export type TokenType = 'at+jwt' | 'JWT';

/** Whose tokens the edge accepts. */
export interface AuthConfig {
  /** `AUTH_ISSUER`: `iss` of the tokens. */
  readonly issuer: string;
  /** `AUTH_AUDIENCE`: `aud` of the tokens, the name of this API at the provider; not the id of a client. */
  readonly audience: string;
  /** `AUTH_JWKS_URL`: where the issuer publishes its keys. Default: where its metadata says. */
  readonly jwksUrl?: URL;
  /** `AUTH_TOKEN_TYPE`: what access tokens have in `typ`. `JWT` also takes those without one. Default `at+jwt`. */
  readonly tokenType?: TokenType;
  /** `AUTH_MAX_TOKEN_LIFETIME`: longest time from `iat` to `exp`, in seconds. Default a day. */
  readonly maxLifetimeSeconds?: number;
  /** `AUTH_ROLES_CLAIM`: where the roles are, as a path like `realm_access.roles`. Default `roles`. */
  readonly rolesClaim?: string;
}

/** What holds where nothing else is said. */
export const AUTH_DEFAULTS: Pick<
  Required<AuthConfig>,
  'tokenType' | 'maxLifetimeSeconds' | 'rolesClaim'
> = Object.freeze({ tokenType: 'at+jwt', maxLifetimeSeconds: 86_400, rolesClaim: 'roles' });

const YEAR_SECONDS = 31_536_000;

/**
 * Reads `AUTH_…`; `undefined` when neither issuer, audience nor keys are set and the host signs its own tokens, which it does
 * in development only.
 *
 * @throws MultilithError AUTH_NOT_CONFIGURED when issuer or audience is missing, or both are in production, or one makes no sense
 * @throws MultilithError AUTH_INSECURE_URL for an address without TLS; outside of production this machine needs none
 */
export function authConfigFromEnv(env: NodeJS.ProcessEnv, development: boolean): AuthConfig | undefined {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: jwks } = env;
  if (!issuer && !audience && !jwks && development) return undefined;
  const missing = ['AUTH_ISSUER', 'AUTH_AUDIENCE'].filter((name) => !env[name]);
  if (missing.length > 0) throw notConfigured(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`);
  // Without an address of the keys the issuer is asked for it; with one its name may be any text.
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

/** Whether keys may be read from an address: over TLS, or on this machine outside of production. */
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
