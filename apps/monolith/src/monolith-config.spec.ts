import { describe, expect, it } from 'vitest';
import { monolithConfigFromEnv } from './monolith-config.js';

const AUTH = {
  AUTH_ISSUER: 'https://id.example.com',
  AUTH_AUDIENCE: 'shop',
  AUTH_JWKS_URL: 'https://id.example.com/jwks',
};

describe('the configuration', () => {
  it('of a developer needs nothing, and listens on this machine only', () => {
    expect(monolithConfigFromEnv({})).toMatchObject({
      development: true,
      host: '127.0.0.1',
      port: 3000,
      requestTimeoutMs: 30_000,
      seed: true,
      auth: undefined,
    });
  });

  it('of production needs an issuer of tokens, and listens to everyone', () => {
    expect(monolithConfigFromEnv({ NODE_ENV: 'production', ...AUTH })).toMatchObject({
      development: false,
      host: '0.0.0.0',
      seed: false,
      auth: { issuer: AUTH.AUTH_ISSUER, audience: 'shop', jwksUrl: new URL(AUTH.AUTH_JWKS_URL) },
    });
    expect(() => monolithConfigFromEnv({ NODE_ENV: 'production' })).toThrow(
      expect.objectContaining({ code: 'AUTH_NOT_CONFIGURED' }),
    );
  });

  it('with half an issuer is refused, also in development', () => {
    expect(() => monolithConfigFromEnv({ ...AUTH, AUTH_AUDIENCE: undefined })).toThrow(/AUTH_AUDIENCE is not set/);
    expect(() => monolithConfigFromEnv({ ...AUTH, AUTH_JWKS_URL: 'jwks' })).toThrow(/no URL/);
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['REQUEST_TIMEOUT_MS', '1.5'],
    ['SEED', 'no'],
  ])('with %s=%s is refused', (name, value) => {
    expect(() => monolithConfigFromEnv({ [name]: value })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
