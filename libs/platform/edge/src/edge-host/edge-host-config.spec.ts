import { describe, expect, it } from 'vitest';
import { edgeHostConfigFromEnv as configFromEnv, type EdgeHostConfig } from './edge-host-config.js';

const AUTH = {
  AUTH_ISSUER: 'https://id.example.com',
  AUTH_AUDIENCE: 'library',
  AUTH_JWKS_URL: 'https://id.example.com/jwks',
};

const edgeHostConfig = (env: NodeJS.ProcessEnv): EdgeHostConfig => configFromEnv(env, { workspace: '/workspace' });

describe('the configuration', () => {
  it('of development needs no settings, and listens on this machine only', () => {
    expect(edgeHostConfig({})).toMatchObject({
      development: true,
      host: '127.0.0.1',
      port: 3000,
      requestTimeoutMs: 30_000,
      seed: true,
      auth: undefined,
    });
  });

  it('of production needs a token issuer, and listens on all interfaces', () => {
    expect(edgeHostConfig({ NODE_ENV: 'production', ...AUTH })).toMatchObject({
      development: false,
      host: '0.0.0.0',
      seed: false,
      auth: { issuer: AUTH.AUTH_ISSUER, audience: 'library', jwksUrl: new URL(AUTH.AUTH_JWKS_URL) },
    });
    expect(() => edgeHostConfig({ NODE_ENV: 'production' })).toThrow(
      expect.objectContaining({ code: 'AUTH_NOT_CONFIGURED' }),
    );
  });

  it('with an incomplete issuer is refused, also in development', () => {
    expect(() => edgeHostConfig({ ...AUTH, AUTH_AUDIENCE: undefined })).toThrow(/AUTH_AUDIENCE is not set/);
    expect(() => edgeHostConfig({ ...AUTH, AUTH_JWKS_URL: 'jwks' })).toThrow(/no URL/);
    expect(() => edgeHostConfig({ AUTH_JWKS_URL: AUTH.AUTH_JWKS_URL })).toThrow(/AUTH_ISSUER and AUTH_AUDIENCE/);
  });

  it('of an issuer with metadata needs no URL of keys', () => {
    const { AUTH_ISSUER, AUTH_AUDIENCE } = AUTH;
    const { auth } = edgeHostConfig({ NODE_ENV: 'production', AUTH_ISSUER, AUTH_AUDIENCE });
    expect(auth).toEqual({
      issuer: AUTH_ISSUER,
      audience: AUTH_AUDIENCE,
      tokenType: 'at+jwt',
      maxLifetimeSeconds: 86_400,
      rolesClaim: 'roles',
    });
  });

  it('reads the rules for tokens', () => {
    const env = { AUTH_TOKEN_TYPE: 'JWT', AUTH_MAX_TOKEN_LIFETIME: '3600', AUTH_ROLES_CLAIM: 'realm_access.roles' };
    expect(edgeHostConfig({ ...AUTH, ...env }).auth).toMatchObject({
      tokenType: 'JWT',
      maxLifetimeSeconds: 3600,
      rolesClaim: 'realm_access.roles',
    });
  });

  it.each([
    ['AUTH_ISSUER', 'https://user:secret@id.example.com'],
    ['AUTH_ISSUER', 'https://id.example.com/?tenant=1'],
    ['AUTH_ISSUER', 'https://id.example.com/#library'],
    ['AUTH_ISSUER', 'id.example.com'],
  ])('with %s=%s is refused: its metadata could not be requested', (name, value) => {
    const { AUTH_AUDIENCE } = AUTH;
    expect(() => edgeHostConfig({ AUTH_AUDIENCE, [name]: value })).toThrow(
      expect.objectContaining({ code: 'AUTH_NOT_CONFIGURED' }),
    );
  });

  it.each([
    ['AUTH_JWKS_URL', 'http://id.example.com/jwks'],
    ['AUTH_JWKS_URL', 'http://127.0.0.1.example.com/jwks'],
    ['AUTH_JWKS_URL', 'http://localhost@id.example.com/jwks'],
    ['AUTH_JWKS_URL', 'file:///etc/keys.json'],
    ['AUTH_JWKS_URL', 'data:application/json,{}'],
    ['AUTH_ISSUER', 'http://id.example.com'],
  ])('with %s=%s is refused: the connection would not be secure', (name, value) => {
    for (const NODE_ENV of ['production', 'development'])
      expect(() => edgeHostConfig({ NODE_ENV, ...AUTH, [name]: value })).toThrow(/AUTH_INSECURE|https|no address/);
  });

  it('accepts a loopback issuer without TLS, but not in production', () => {
    const local = { AUTH_AUDIENCE: 'library', AUTH_ISSUER: 'http://localhost:4593/api/oidc' };
    expect(edgeHostConfig(local).auth).toMatchObject({ issuer: local.AUTH_ISSUER });
    for (const more of [
      {},
      { AUTH_JWKS_URL: 'http://[::1]:4593/jwks' },
      { AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks' },
    ]) {
      expect(edgeHostConfig({ ...local, ...more }).auth).toBeDefined();
      expect(() => edgeHostConfig({ ...local, ...more, NODE_ENV: 'production' })).toThrow(
        expect.objectContaining({ code: 'AUTH_INSECURE_URL' }),
      );
    }
  });

  it('of development is refused on a public address, unless explicitly allowed', () => {
    for (const HOST of ['0.0.0.0', '::', '192.168.1.5', 'library.example', '127.0.0.1.example'])
      for (const more of [{}, AUTH, { NODE_ENV: 'test' }])
        expect(() => edgeHostConfig({ HOST, ...more })).toThrow(
          expect.objectContaining({ code: 'DEVELOPMENT_ON_NETWORK' }),
        );
    expect(edgeHostConfig({ HOST: '0.0.0.0', DEVELOPMENT_ON_NETWORK: 'yes' })).toMatchObject({
      host: '0.0.0.0',
    });
    expect(edgeHostConfig({ HOST: '0.0.0.0', NODE_ENV: 'production', ...AUTH })).toMatchObject({
      development: false,
    });
    for (const HOST of ['localhost', '::1', '127.0.0.5']) expect(edgeHostConfig({ HOST }).host).toBe(HOST);
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['REQUEST_TIMEOUT_MS', '1.5'],
    ['SEED', 'no'],
    ['NODE_ENV', 'prod'],
    ['AUTH_TOKEN_TYPE', 'id_token'],
    ['AUTH_MAX_TOKEN_LIFETIME', '1d'],
    ['HSTS_MAX_AGE', '100000000'],
    ['ALLOWED_HOSTS', 'http://library.example'],
    ['DEVELOPMENT_ON_NETWORK', 'true'],
  ])('with %s=%s is refused', (name, value) => {
    expect(() => edgeHostConfig({ ...AUTH, [name]: value })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});
