import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DevelopmentIssuer } from './development-issuer.js';

let dataDir: string;
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'issuer-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

const mode = (file: string): string => (statSync(join(dataDir, file)).mode & 0o777).toString(8);

describe('the development issuer', () => {
  it('signs tokens that its authenticator accepts', async () => {
    const issuer = await DevelopmentIssuer.open(dataDir);
    const token = await issuer.sign({ subject: 'dev', roles: ['sales'] });
    expect(await issuer.authenticator().authenticate(`Bearer ${token}`)).toEqual({ subject: 'dev', roles: ['sales'] });
  });

  it('accepts its tokens after a restart', async () => {
    const token = await (await DevelopmentIssuer.open(dataDir)).sign({ subject: 'dev', roles: [] });
    const again = await DevelopmentIssuer.open(dataDir);
    expect(await again.authenticator().authenticate(`Bearer ${token}`)).toMatchObject({ subject: 'dev' });
  });

  it('has one key, also if instances start at the same moment', async () => {
    const issuers = await Promise.all(Array.from({ length: 8 }, () => DevelopmentIssuer.open(dataDir)));
    expect(new Set(issuers.map(({ jwks }) => jwks.keys[0]?.kid)).size).toBe(1);
    expect(readdirSync(dataDir)).toEqual(['dev-key.json']);
  });

  it.each([
    ['nothing', ''],
    ['half a key', '{"kty":"EC","crv":"P-2'],
    ['null', 'null'],
    ['something else', '{"url":"postgres://"}'],
    ['a key of another kind', '{"kty":"oct","k":"c2VjcmV0","kid":"1"}'],
  ])('says what to do if the key file contains %s, and does not change it', async (_what, text) => {
    const file = join(dataDir, 'dev-key.json');
    writeFileSync(file, text);
    const error = await DevelopmentIssuer.open(dataDir).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DEVELOPMENT_KEY_SPOILT', problem: expect.stringContaining(file) as string });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('does not accept a public key as its own', async () => {
    const [key] = (await DevelopmentIssuer.open(dataDir)).jwks.keys;
    writeFileSync(join(dataDir, 'dev-key.json'), JSON.stringify(key));
    await expect(DevelopmentIssuer.open(dataDir)).rejects.toMatchObject({ code: 'DEVELOPMENT_KEY_SPOILT' });
  });

  it('publishes no private key', async () => {
    expect((await DevelopmentIssuer.open(dataDir)).jwks.keys[0]).not.toHaveProperty('d');
  });

  it('makes key and token readable by their owner only', async () => {
    const issuer = await DevelopmentIssuer.open(dataDir);
    issuer.keepToken('secret');
    issuer.keepToken('newer');
    expect(readFileSync(join(dataDir, 'dev-token'), 'utf8')).toBe('newer\n');
    expect([mode('dev-key.json'), mode('dev-token')]).toEqual(['600', '600']);
  });
});
