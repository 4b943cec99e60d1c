import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  base64url,
  CompactSign,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuthConfig } from './auth-config.js';
import { Authenticator } from './authenticator.js';
import { readJson } from './bounded-json.js';
import { IssuerKeys } from './issuer-keys.js';
import { discoverJwksUrl } from './issuer-metadata.js';

const ISSUER = 'https://id.example.com';
const AUDIENCE = 'library';
let privateKey: CryptoKey;
let publicKey: JWK;
let authenticator: Authenticator;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' };
  authenticator = new Authenticator({ issuer: ISSUER, audience: AUDIENCE }, createLocalJWKSet({ keys: [publicKey] }));
});

/** Header parameters and claims beside the standard ones. */
type Extra = Readonly<Record<string, unknown>>;

interface Claims extends Extra {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  readonly exp?: number;
  readonly nbf?: number;
  readonly iat?: number;
  readonly roles?: unknown;
}

const now = (): number => Math.floor(Date.now() / 1000);
const valid = (): Claims => ({ iss: ISSUER, aud: AUDIENCE, sub: 'ada', exp: now() + 60, roles: ['sales'] });
const sign = (claims: Claims, key: CryptoKey | Uint8Array = privateKey, header: Extra = {}): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header }).sign(key);
const signIn = async (claims: Claims): Promise<unknown> => authenticator.authenticate(`Bearer ${await sign(claims)}`);

describe('a token', () => {
  it('signs its subject in, with its roles', async () => {
    expect(await signIn(valid())).toEqual({ subject: 'ada', roles: ['sales'] });
  });

  it('without roles signs in a principal without roles', async () => {
    expect(await signIn({ ...valid(), roles: undefined })).toEqual({ subject: 'ada', roles: [] });
    expect(await signIn({ ...valid(), roles: ['sales', 5, null] })).toEqual({ subject: 'ada', roles: ['sales'] });
  });

  it('that is missing leaves the request anonymous', async () => {
    expect(await authenticator.authenticate(undefined)).toBeUndefined();
  });

  it.each<[string, Partial<Record<keyof Claims, unknown>>]>([
    ['has expired', { exp: now() - 60 }],
    ['never expires', { exp: undefined }],
    ['is not valid yet', { nbf: now() + 60 }],
    ['is for another audience', { aud: 'another-library' }],
    ['is from another issuer', { iss: 'https://elsewhere.example.com' }],
    ['has no subject', { sub: undefined }],
    ['has an empty subject', { sub: '' }],
    ['has an endless subject', { sub: 'x'.repeat(201) }],
    ['has a number for a subject', { sub: 5 }],
    ['has a subject with escape sequences', { sub: 'ann\u001b[2J\nadmin' }],
    ['has a subject of two lines', { sub: 'ann\u2028admin' }],
    ['has a subject that turns the text around', { sub: 'ann\u202enimda' }],
    ['was issued in the future', { iat: now() + 60 }],
    ['lasts for more than a day', { iat: now(), exp: now() + 86_401 }],
    ['has lasted for more than a day', { iat: now() - 86_400, exp: now() + 60 }],
    ['lasts for a hundred years and does not say since when', { exp: now() + 3_153_600_000 }],
    ['is bound to a certificate', { cnf: { 'x5t#S256': 'abc' } }],
    ['is bound to nothing that is known', { cnf: null }],
    ['names a thousand roles', { roles: Array.from({ length: 1000 }, (_, index) => `role-${index}`) }],
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
    await expect(
      authenticator.authenticate(`Bearer ${await sign(valid(), secret, { alg: 'HS256' })}`),
    ).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('signed by another issuer is refused', async () => {
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

  it.each([undefined, 'JWT', 'at+jws', 'id_token', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', 'at+jwt+x', '', 5])(
    'of another type is refused: %s',
    async (typ) => {
      const token = await sign(valid(), privateKey, { typ });
      await expect(authenticator.authenticate(`Bearer ${token}`)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: expect.stringMatching(/no access token|not valid here/) as string,
      });
    },
  );

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('may state its type in different ways: %s', async (typ) => {
    const token = await sign(valid(), privateKey, { typ });
    expect(await authenticator.authenticate(`Bearer ${token}`)).toMatchObject({ subject: 'ada' });
  });

  it.each(['1e999', '-1e999', '"4102444800"', 'null', '{}'])('that expires at %s is refused', async (exp) => {
    const claims = JSON.stringify({ ...valid(), exp: 0 }).replace('"exp":0', `"exp":${exp}`);
    const token = await new CompactSign(new TextEncoder().encode(claims))
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
      .sign(privateKey);
    await expect(authenticator.authenticate(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('for a day is accepted', async () => {
    expect(await signIn({ ...valid(), iat: now(), exp: now() + 86_400 })).toMatchObject({ subject: 'ada' });
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer not a token', 'Bearer abc'])(
    'in a header like "%s" is refused',
    async (header) => {
      await expect(authenticator.authenticate(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );
});

describe('a token of an issuer without token types', () => {
  const signs = async (typ: string | undefined, claims: Extra = {}): Promise<unknown> => {
    const relaxed = new Authenticator(
      { issuer: ISSUER, audience: AUDIENCE, tokenType: 'JWT' },
      createLocalJWKSet({ keys: [publicKey] }),
    );
    return relaxed.authenticate(`Bearer ${await sign({ ...valid(), ...claims }, privateKey, { typ })}`);
  };

  it.each([undefined, 'JWT', 'jwt', 'at+jwt'])('may be of type %s', async (typ) => {
    expect(await signs(typ)).toMatchObject({ subject: 'ada' });
  });

  it('may say in a claim that it is an access token', async () => {
    for (const claims of [{ typ: 'Bearer' }, { token_use: 'access' }, { type: 'access_token' }, { type: 'employee' }])
      expect(await signs('JWT', claims)).toMatchObject({ subject: 'ada' });
  });

  it.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'id_token'])('is refused as %s', async (typ) => {
    await expect(signs(typ)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each<Extra>([
    { nonce: 'n' },
    { at_hash: 'x' },
    { c_hash: 'x' },
    { s_hash: 'x' },
    { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    { typ: 'ID' },
    { typ: 'Refresh' },
    { typ: 'Logout' },
    { typ: ['Bearer', 'ID'] },
    { token_use: 'id' },
    { type: 'refresh_token' },
    { cnf: { jkt: 'abc' } },
  ])('with %j is refused: it has another purpose', async (claims) => {
    for (const typ of [undefined, 'JWT'])
      await expect(signs(typ, claims)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('an issuer that publishes its keys', () => {
  /** How the server answers a request, and how many requests it received. */
  let answer: (url: string, response: ServerResponse) => void;
  let asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    answer(request.url!, response);
  });
  let origin: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => void (asked = []));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const keys = (_url: string, response: ServerResponse): void =>
    void response.end(JSON.stringify({ keys: [publicKey] }));
  const remote = (config: Partial<AuthConfig> = { jwksUrl: new URL(`${origin}/jwks`) }): Authenticator =>
    Authenticator.remote({ issuer: ISSUER, audience: AUDIENCE, ...config }, { development: true });
  const signInAt = async (authenticator: Authenticator, header: Extra = {}, issuer = ISSUER): Promise<unknown> =>
    authenticator.authenticate(`Bearer ${await sign({ ...valid(), iss: issuer }, privateKey, header)}`);

  it('provides them to the edge', async () => {
    answer = keys;
    expect(await signInAt(remote())).toMatchObject({ subject: 'ada' });
  });

  it.each<[string, typeof answer]>([
    ['an error', (_url, response) => void response.writeHead(500).end('down')],
    ['no keys', (_url, response) => void response.end('{}')],
    ['no JSON', (_url, response) => void response.end('<html>')],
    ['keys that go on for ever', (_url, response) => void response.end(`{"keys":[${'{},'.repeat(200_000)}{}]}`)],
    ['half an answer', (_url, response) => void (response.write('{"keys":'), response.destroy())],
  ])('that answers with %s is unavailable, which is not an error of the token', async (_what, broken) => {
    answer = broken;
    await expect(signInAt(remote())).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE', statusCode: 503 });
  });

  it('that redirects is not followed', async () => {
    answer = (url, response) =>
      url === '/jwks' ? void response.writeHead(302, { location: `${origin}/other` }).end() : keys(url, response);
    await expect(signInAt(remote())).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    expect(asked).toEqual(['/jwks']);
  });

  it('that cannot be reached is unavailable', async () => {
    const lost = remote({ jwksUrl: new URL('http://127.0.0.1:1/jwks') });
    await expect(signInAt(lost)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });

  it.each<[string, typeof answer, string]>([
    ['works', keys, 'UNAUTHENTICATED'],
    ['fails', (_url, response) => void response.writeHead(500).end(), 'AUTH_UNAVAILABLE'],
  ])('that %s is asked once for a hundred tokens with made-up keys', async (_what, given, code) => {
    answer = given;
    const authenticator = remote();
    const all = Array.from({ length: 100 }, (_, index) => signInAt(authenticator, { kid: `made-up-${index}` }));
    for (const one of await Promise.allSettled(all))
      expect(one).toMatchObject({ status: 'rejected', reason: { code } });
    // Sequentially as well as concurrently.
    for (let index = 0; index < 20; index++)
      await expect(signInAt(authenticator, { kid: `later-${index}` })).rejects.toMatchObject({ code });
    expect(asked).toHaveLength(1);
  });

  it('that fails or hangs later does not affect tokens with known keys', async () => {
    answer = keys;
    let now = 0;
    const times = { now: () => now };
    const read = (): Promise<JSONWebKeySet> => readJson(new URL(`${origin}/jwks`)) as Promise<JSONWebKeySet>;
    const authenticator = new Authenticator({ issuer: ISSUER, audience: AUDIENCE }, new IssuerKeys(read, times).keyOf);
    expect(await signInAt(authenticator)).toMatchObject({ subject: 'ada' });

    answer = () => undefined;
    now += 700_000;
    expect(await signInAt(authenticator)).toMatchObject({ subject: 'ada' });
    const waiting = signInAt(authenticator, { kid: 'made-up' });
    await expect.poll(() => asked.length).toBe(2);
    expect(await signInAt(authenticator)).toMatchObject({ subject: 'ada' });
    server.closeAllConnections();
    await expect(waiting).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    answer = (_url, response) => void response.writeHead(500).end();
    for (let attempt = 0; attempt < 10; attempt++) await signInAt(authenticator);
    expect(asked).toHaveLength(2);
    now += 3_000_000;
    await expect(signInAt(authenticator)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });

  it('that changes its keys is queried again after an interval', async () => {
    const next = await generateKeyPair('ES256', { extractable: true });
    const nextPublic = { ...(await exportJWK(next.publicKey)), kid: 'k2', alg: 'ES256' };
    answer = keys;
    let now = 0;
    const read = (): Promise<JSONWebKeySet> => readJson(new URL(`${origin}/jwks`)) as Promise<JSONWebKeySet>;
    const kept = new IssuerKeys(read, { now: () => now });
    const authenticator = new Authenticator({ issuer: ISSUER, audience: AUDIENCE }, kept.keyOf);
    const renewed = `Bearer ${await sign(valid(), next.privateKey, { kid: 'k2' })}`;
    await expect(authenticator.authenticate(renewed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    answer = (_url, response) => void response.end(JSON.stringify({ keys: [nextPublic] }));
    await expect(authenticator.authenticate(renewed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(asked).toHaveLength(1);
    now += 30_000;
    expect(await authenticator.authenticate(renewed)).toMatchObject({ subject: 'ada' });
    // A key that is no longer published is no longer accepted.
    await expect(signInAt(authenticator)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(asked).toHaveLength(2);
  });

  describe('in its metadata', () => {
    const metadata =
      (more: (url: string) => object | undefined): typeof answer =>
      (url, response) => {
        const found = url === '/keys' ? { keys: [publicKey] } : more(url);
        if (found) response.end(JSON.stringify(found));
        else response.writeHead(404).end();
      };

    it.each([
      ['', '/.well-known/openid-configuration'],
      ['/realms/library', '/realms/library/.well-known/openid-configuration'],
      ['/', '/.well-known/openid-configuration'],
      ['', '/.well-known/oauth-authorization-server'],
      ['/realms/library', '/.well-known/oauth-authorization-server/realms/library'],
    ])('at issuer path "%s" in %s is asked there', async (path, place) => {
      const issuer = `${origin}${path}`;
      answer = metadata((url) => (url === place ? { issuer, jwks_uri: `${origin}/keys` } : undefined));
      expect(await signInAt(remote({ issuer }), {}, issuer)).toMatchObject({ subject: 'ada' });
      expect(asked.slice(-2)).toEqual([place, '/keys']);
    });

    it.each<[string, (issuer: string) => object]>([
      ['is that of another issuer', () => ({ issuer: 'https://evil.example', jwks_uri: `${origin}/keys` })],
      ['names its issuer in another way', (issuer) => ({ issuer: `${issuer}/`, jwks_uri: `${origin}/keys` })],
      ['names no keys', (issuer) => ({ issuer })],
      ['names keys on the network without TLS', (issuer) => ({ issuer, jwks_uri: 'http://10.0.0.1/keys' })],
      ['names keys in a file', (issuer) => ({ issuer, jwks_uri: 'file:///etc/passwd' })],
      ['is null', () => null as unknown as object],
    ])('in metadata that %s is unavailable, and no keys are read', async (_what, given) => {
      answer = metadata(() => given(origin));
      await expect(signInAt(remote({ issuer: origin }), {}, origin)).rejects.toMatchObject({
        code: 'AUTH_UNAVAILABLE',
      });
      expect(asked).not.toContain('/keys');
    });

    it('in production is not read without TLS, whatever the metadata says', async () => {
      answer = metadata(() => ({ issuer: origin, jwks_uri: `${origin}/keys` }));
      await expect(discoverJwksUrl(origin, false)).rejects.toThrow('which is no https address');
    });
  });
});
