import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Authenticator } from './authenticator.js';

const ISSUER = 'https://id.example.com';
const AUDIENCE = 'shop';
let privateKey: CryptoKey;
let publicKey: JWK;
let authenticator: Authenticator;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' };
  authenticator = new Authenticator({ issuer: ISSUER, audience: AUDIENCE }, createLocalJWKSet({ keys: [publicKey] }));
});

interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  readonly exp?: number;
  readonly nbf?: number;
  readonly roles?: unknown;
}

const now = (): number => Math.floor(Date.now() / 1000);
const valid = (): Claims => ({ iss: ISSUER, aud: AUDIENCE, sub: 'ada', exp: now() + 60, roles: ['sales'] });
const sign = (claims: Claims, key: CryptoKey | Uint8Array = privateKey, alg = 'ES256'): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg, kid: 'k1' }).sign(key);
const signIn = async (claims: Claims): Promise<unknown> => authenticator.authenticate(`Bearer ${await sign(claims)}`);

describe('a token', () => {
  it('signs its subject in, with its roles', async () => {
    expect(await signIn(valid())).toEqual({ subject: 'ada', roles: ['sales'] });
  });

  it('without roles signs in somebody without roles', async () => {
    expect(await signIn({ ...valid(), roles: undefined })).toEqual({ subject: 'ada', roles: [] });
    expect(await signIn({ ...valid(), roles: ['sales', 5, null] })).toEqual({ subject: 'ada', roles: ['sales'] });
  });

  it('that is not there leaves the request anonymous', async () => {
    expect(await authenticator.authenticate(undefined)).toBeUndefined();
  });

  it.each<[string, Partial<Record<keyof Claims, unknown>>]>([
    ['has expired', { exp: now() - 60 }],
    ['never expires', { exp: undefined }],
    ['is not valid yet', { nbf: now() + 60 }],
    ['is for another audience', { aud: 'another-shop' }],
    ['is from another issuer', { iss: 'https://elsewhere.example.com' }],
    ['has no subject', { sub: undefined }],
    ['has an empty subject', { sub: '' }],
    ['has an endless subject', { sub: 'x'.repeat(201) }],
    ['has a subject with a NUL character', { sub: 'ada\0' }],
    ['has a subject with half of a surrogate pair', { sub: 'ada\ud800' }],
  ])('that %s is refused', async (_what, claims) => {
    await expect(signIn({ ...valid(), ...(claims as Claims) })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      statusCode: 401,
    });
  });

  it('with alg none is refused', async () => {
    const part = (value: object): string => base64url.encode(JSON.stringify(value));
    const token = `${part({ alg: 'none', typ: 'JWT' })}.${part(valid())}.`;
    await expect(authenticator.authenticate(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('signed with the public key as a shared secret is refused', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(publicKey));
    await expect(authenticator.authenticate(`Bearer ${await sign(valid(), secret, 'HS256')}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('signed by somebody else is refused', async () => {
    const { privateKey: theirs } = await generateKeyPair('ES256');
    await expect(authenticator.authenticate(`Bearer ${await sign(valid(), theirs)}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('whose claims were changed is refused', async () => {
    const [header, , signature] = (await sign(valid())).split('.');
    const forged = base64url.encode(JSON.stringify({ ...valid(), roles: ['catalog'] }));
    await expect(authenticator.authenticate(`Bearer ${header}.${forged}.${signature}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer not a token', 'Bearer abc'])(
    'in a header like "%s" is refused',
    async (header) => {
      await expect(authenticator.authenticate(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );
});

describe('an issuer that publishes its keys', () => {
  let server: Server;
  let answer: { status: number; body: string };
  const jwksUrl = (): URL => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`);

  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(answer.status).end(answer.body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  it('is asked for them', async () => {
    answer = { status: 200, body: JSON.stringify({ keys: [publicKey] }) };
    const remote = Authenticator.remote({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: jwksUrl() });
    expect(await remote.authenticate(`Bearer ${await sign(valid())}`)).toMatchObject({ subject: 'ada' });
  });

  it.each([
    ['an error', { status: 500, body: 'down' }],
    ['no keys', { status: 200, body: '{}' }],
    ['no JSON', { status: 200, body: '<html>' }],
  ])('that answers with %s is unavailable, which is no fault of the token', async (_what, broken) => {
    answer = broken;
    const remote = Authenticator.remote({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: jwksUrl() });
    await expect(remote.authenticate(`Bearer ${await sign(valid())}`)).rejects.toMatchObject({
      code: 'AUTH_UNAVAILABLE',
      statusCode: 503,
    });
  });

  it('that cannot be reached is unavailable', async () => {
    const remote = Authenticator.remote({
      issuer: ISSUER,
      audience: AUDIENCE,
      jwksUrl: new URL('http://127.0.0.1:1/jwks'),
    });
    await expect(remote.authenticate(`Bearer ${await sign(valid())}`)).rejects.toMatchObject({
      code: 'AUTH_UNAVAILABLE',
    });
  });
});
