import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  developmentPrincipalKeys,
  keyIdOf,
  principalKeys,
  principalKeysFromEnv,
  temporaryPrincipalKeys,
} from './principal-keys.js';
import { PrincipalTokens } from './principal-tokens.js';

const ann = { subject: 'ann', roles: ['sales', 'ünicode'] };
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a signed principal', () => {
  const keys = temporaryPrincipalKeys();
  const tokens = new PrincipalTokens(keys);
  const elsewhere = new PrincipalTokens({ signing: undefined, trusted: keys.trusted });
  const refused = expect.objectContaining({ code: 'PRINCIPAL_REFUSED' }) as unknown;

  it('is believed by who trusts the key, and by nobody else', () => {
    const token = tokens.tokenOf(ann)!;
    expect(elsewhere.verify(token)).toEqual(ann);
    expect(() => new PrincipalTokens(temporaryPrincipalKeys()).verify(token)).toThrow(refused);
  });

  it('travels on unchanged, also through a host that has no key to sign with', () => {
    const token = tokens.tokenOf(ann)!;
    const arrived = elsewhere.verify(token);
    expect(elsewhere.tokenOf(arrived)).toBe(token);
    expect(elsewhere.tokenToKeep(arrived)).toBe(token);
    expect(elsewhere.tokenOf({ ...arrived })).toBeUndefined();
  });

  it('is signed and checked once: the same principal has the same token, the same token the same principal', () => {
    const token = tokens.tokenOf({ ...ann })!;
    expect(tokens.tokenOf({ ...ann })).toBe(token);
    expect(tokens.tokenOf({ ...ann, roles: ['sales'] })).not.toBe(token);
    expect(elsewhere.verify(token)).toBe(elsewhere.verify(token));
  });

  it('is refused with anything about it changed', () => {
    const token = tokens.tokenOf(ann)!;
    const [header, claims, signature] = token.split('.') as [string, string, string];
    const admin = base64({ sub: 'ann', roles: ['admin'], iat: 0 });
    const kid = [...keys.trusted.keys()][0];
    const forgeries = [
      '',
      'a.b.c',
      `${token}.`,
      `${header}.${claims}.`,
      `${header}.${admin}.${signature}`,
      `${base64({ alg: 'none', kid, typ: 'multilith-principal' })}.${admin}.`,
      `${base64({ alg: 'EdDSA', kid: '__proto__', typ: 'multilith-principal' })}.${admin}.${signature}`,
      `${base64({ alg: 'EdDSA', kid, typ: 'JWT' })}.${claims}.${signature}`,
    ];
    for (const forged of forgeries) expect(() => elsewhere.verify(forged), forged).toThrow(refused);
  });

  it('is refused when it is well signed but names nobody', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const own = principalKeys(privateKey, []);
    const header = base64({ alg: 'EdDSA', kid: keyIdOf(createPublicKey(privateKey)), typ: 'multilith-principal' });
    for (const claims of [{}, { sub: 7, roles: [] }, { sub: 'ann' }, { sub: 'ann', roles: [1] }]) {
      const body = `${header}.${base64(claims)}`;
      const token = `${body}.${sign(null, Buffer.from(body), privateKey).toString('base64url')}`;
      expect(() => new PrincipalTokens(own).verify(token), JSON.stringify(claims)).toThrow(refused);
    }
  });

  it('outlives the key that signed it as long as the public half is listed', () => {
    const old = tokens.tokenOf(ann)!;
    const next = generateKeyPairSync('ed25519').privateKey;
    const rotated = new PrincipalTokens(principalKeys(next, [...keys.trusted.values()]));
    expect(rotated.verify(old)).toEqual(ann);
    expect(() => new PrincipalTokens(principalKeys(next, [])).verify(old)).toThrow(refused);
    expect(rotated.tokenOf({ ...ann })).not.toBe(old);
  });
});

describe('principal keys', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const body = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const publicBody = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const folder = mkdtempSync(join(tmpdir(), 'principal-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('come from the environment as PEM, in one line or as base64', () => {
    for (const text of [pem, pem.replaceAll('\n', '\\n'), body])
      expect([...principalKeysFromEnv({ PRINCIPAL_KEY: text })!.trusted.keys()]).toEqual([keyIdOf(publicKey)]);
  });

  it('may be public ones only, and several', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    const otherBody = other.export({ format: 'der', type: 'spki' }).toString('base64');
    const keys = principalKeysFromEnv({ PRINCIPAL_PUBLIC_KEYS: `${publicBody}, ${otherBody},` })!;
    expect(keys.signing).toBeUndefined();
    expect([...keys.trusted.keys()]).toEqual([keyIdOf(publicKey), keyIdOf(other)]);
    expect(principalKeysFromEnv({})).toBeUndefined();
  });

  it.each([
    ['PRINCIPAL_KEY', 'hunter2'],
    ['PRINCIPAL_KEY', publicBody],
    ['PRINCIPAL_PUBLIC_KEYS', 'AAAA'],
    ['PRINCIPAL_KEY', generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
  ])('are refused without being shown when %s makes no sense', (name, value) => {
    expect(() => principalKeysFromEnv({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'PRINCIPAL_KEY_INVALID',
        message: expect.not.stringContaining(value) as string,
      }),
    );
  });

  it('are shared by the hosts of a development machine, and readable to nobody else', () => {
    const [first, second] = [developmentPrincipalKeys(folder), developmentPrincipalKeys(folder)];
    expect(new PrincipalTokens(second).verify(new PrincipalTokens(first).tokenOf(ann)!)).toEqual(ann);
    expect(statSync(join(folder, 'principal-key.pem')).mode & 0o077).toBe(0);
  });
});
