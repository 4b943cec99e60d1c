import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authConfigFromEnv } from '../../src/auth/auth-config.js';
import { Authenticator } from '../../src/auth/authenticator.js';
import { signInWithCode, type CodeFlow, type Tokens } from './code-flow.js';

const AUDIENCE = 'https://api.library.example';
const REDIRECT_URI = 'https://app.library.example/callback';
let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
const server = createServer((request, response) => void listener(request, response));
let issuer: string;
let flow: CodeFlow;
let tokens: Tokens;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'app', token_endpoint_auth_method: 'none', redirect_uris: [REDIRECT_URI] },
      {
        client_id: 'batch',
        client_secret: 'secret-of-batch',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'library', audience: AUDIENCE, accessTokenFormat: 'jwt' }),
      },
    },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, ClientCredentials: 600 },
    extraTokenClaims: () => ({ realm_access: { roles: ['sales'] } }),
    findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
  });
  listener = provider.callback();
  flow = {
    authorizationUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    clientId: 'app',
    redirectUri: REDIRECT_URI,
    scope: 'openid library',
    resource: AUDIENCE,
    answers: { login: 'ada', password: 'anything' },
  };
  tokens = await signInWithCode(flow);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** An edge that only knows the issuer's name, not its keys. */
const edge = (more: NodeJS.ProcessEnv = {}): Authenticator => {
  const env = { AUTH_ISSUER: issuer, AUTH_AUDIENCE: AUDIENCE, AUTH_ROLES_CLAIM: 'realm_access.roles', ...more };
  return Authenticator.remote(authConfigFromEnv(env, true)!, { development: true });
};

describe('with oidc-provider', () => {
  it('a person signs in with the access token, and has the roles in it', async () => {
    expect(decodeProtectedHeader(tokens.access_token).typ).toBe('at+jwt');
    expect(await edge().authenticate(`Bearer ${tokens.access_token}`)).toEqual({ subject: 'ada', roles: ['sales'] });
  });

  it('a program signs in as itself', async () => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('batch:secret-of-batch')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: AUDIENCE, scope: 'library' }),
    });
    const { access_token } = (await response.json()) as Tokens;
    expect(await edge().authenticate(`Bearer ${access_token}`)).toEqual({ subject: 'batch', roles: ['sales'] });
  });

  it('an ID token is refused, whatever types and audience are accepted', async () => {
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'ada', aud: 'app', nonce: 'a-nonce' });
    for (const AUTH_AUDIENCE of [AUDIENCE, 'app'])
      for (const AUTH_TOKEN_TYPE of ['at+jwt', 'JWT'])
        await expect(
          edge({ AUTH_AUDIENCE, AUTH_TOKEN_TYPE }).authenticate(`Bearer ${tokens.id_token}`),
        ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('the token for another API is refused', async () => {
    await expect(
      edge({ AUTH_AUDIENCE: 'https://other.example' }).authenticate(`Bearer ${tokens.access_token}`),
    ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('roles in another claim are not found', async () => {
    expect(await edge({ AUTH_ROLES_CLAIM: 'roles' }).authenticate(`Bearer ${tokens.access_token}`)).toEqual({
      subject: 'ada',
      roles: [],
    });
  });
});
