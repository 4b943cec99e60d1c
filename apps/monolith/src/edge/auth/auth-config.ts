import { RuntimeError } from '@multilith/runtime';

/** Whose tokens the edge accepts. */
export interface AuthConfig {
  /** `iss` of the tokens. */
  readonly issuer: string;
  /** `aud` of the tokens. */
  readonly audience: string;
  /** Where the issuer publishes its keys. */
  readonly jwksUrl: URL;
}

/**
 * Reads `AUTH_ISSUER`, `AUTH_AUDIENCE` and `AUTH_JWKS_URL`; `undefined` when none is set and the shop signs its own
 * tokens, which it does in development only.
 *
 * @throws RuntimeError AUTH_NOT_CONFIGURED when one is missing, or all are in production
 */
export function authConfigFromEnv(env: NodeJS.ProcessEnv, development: boolean): AuthConfig | undefined {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: jwks } = env;
  if (!issuer && !audience && !jwks && development) return undefined;
  const missing = ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS_URL'].filter((name) => !env[name]);
  if (missing.length > 0 || !URL.canParse(jwks!))
    throw new RuntimeError(
      'AUTH_NOT_CONFIGURED',
      missing.length > 0
        ? `The edge cannot check tokens: ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not set.`
        : `The edge cannot check tokens: AUTH_JWKS_URL is '${jwks}', which is no URL.`,
      'Set AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS_URL to those of your identity provider.',
    );
  return { issuer: issuer!, audience: audience!, jwksUrl: new URL(jwks!) };
}
