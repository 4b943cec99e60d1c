import { generateKeyPair, exportJWK, decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authConfigFromEnv } from '../../src/auth/auth-config.js';
import { Authenticator } from '../../src/auth/authenticator.js';
import { signInWithCode, type CodeFlow, type Tokens } from './code-flow.js';
import { hasGlewlwyd, startGlewlwyd, type Glewlwyd } from './glewlwyd.js';

const AUDIENCE = 'https://api.library.example';
const REDIRECT_URI = 'https://app.library.example/callback';

describe('with Glewlwyd', () => {
  let glewlwyd: Glewlwyd;
  let flow: CodeFlow;
  let tokens: Tokens;

  beforeAll(async () => {
    if (!hasGlewlwyd()) throw new Error('Glewlwyd is not installed: apt-get install glewlwyd sqlite3');
    glewlwyd = await startGlewlwyd(AUDIENCE, REDIRECT_URI);
    flow = {
      authorizationUrl: `${glewlwyd.issuer}/auth`,
      tokenUrl: `${glewlwyd.issuer}/token`,
      clientId: 'app',
      redirectUri: REDIRECT_URI,
      scope: 'openid library sales',
      resource: AUDIENCE,
      cookie: await glewlwyd.signIn('ada', 'app', 'openid library sales'),
      parameters: { g_continue: '' },
    };
    tokens = await signInWithCode(flow);
  });
  afterAll(() => glewlwyd?.stop());

  /** An edge that only knows the issuer's name, not its keys. Roles are scopes here. */
  const edge = (more: NodeJS.ProcessEnv = {}): Authenticator => {
    const env = { AUTH_ISSUER: glewlwyd.issuer, AUTH_AUDIENCE: AUDIENCE, AUTH_ROLES_CLAIM: 'scope', ...more };
    return Authenticator.remote(authConfigFromEnv(env, true)!, { development: true });
  };

  it('a person signs in with the access token, with the scopes as roles', async () => {
    const { sub } = decodeJwt(tokens.access_token);
    expect(await edge().authenticate(`Bearer ${tokens.access_token}`)).toEqual({
      subject: sub,
      roles: ['openid', 'library', 'sales'],
    });
  });

  it('a program signs in as itself', async () => {
    const response = await fetch(flow.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('batch:secret-of-batch')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: AUDIENCE, scope: 'sales' }),
    });
    const { access_token } = (await response.json()) as Tokens;
    expect(await edge().authenticate(`Bearer ${access_token}`)).toEqual({ subject: 'batch', roles: ['sales'] });
  });

  it('an ID token is refused, whatever types and audience are accepted', async () => {
    expect(decodeProtectedHeader(tokens.id_token).typ).toBe('JWT');
    for (const AUTH_AUDIENCE of [AUDIENCE, 'app'])
      for (const AUTH_TOKEN_TYPE of ['at+jwt', 'JWT'])
        await expect(
          edge({ AUTH_AUDIENCE, AUTH_TOKEN_TYPE }).authenticate(`Bearer ${tokens.id_token}`),
        ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('a sender-constrained token is refused, because possession of its key is not checked', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const proof = await new SignJWT({ htm: 'POST', htu: flow.tokenUrl, jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
      .setIssuedAt()
      .sign(privateKey);
    const { access_token } = await signInWithCode({ ...flow, tokenHeaders: { dpop: proof } });
    expect(decodeJwt(access_token)).toHaveProperty('cnf.jkt');
    await expect(edge().authenticate(`Bearer ${access_token}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('bound to a key') as string,
    });
  });
});
