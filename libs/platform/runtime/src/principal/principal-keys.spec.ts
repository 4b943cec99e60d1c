import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { developmentPrincipalKeys, principalEnv, principalKeysFromEnv } from './principal-keys.js';

describe('principal keys', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const body = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const publicBody = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const folder = mkdtempSync(join(tmpdir(), 'principal-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('come from the environment as PEM, in one line or as base64', () => {
    for (const text of [pem, pem.replaceAll('\n', '\\n'), body]) {
      const { signing, trusted } = principalKeysFromEnv({ PRINCIPAL_KEY: text })!('orders');
      expect(signing!.equals(privateKey)).toBe(true);
      expect(trusted.get('orders')!.map((key) => key.equals(publicKey))).toEqual([true]);
    }
  });

  it('are public ones of each host, several while they are rotated', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    const otherPem = other.export({ format: 'pem', type: 'spki' }).toString();
    const env = { PRINCIPAL_PUBLIC_KEYS: `monolith=${publicBody}, orders=${otherPem},monolith=${otherPem},` };
    const { signing, trusted } = principalKeysFromEnv(env)!('orders');
    expect(signing).toBeUndefined();
    expect(trusted.get('monolith')!.map((key) => key.equals(publicKey))).toEqual([true, false]);
    expect(trusted.get('orders')).toHaveLength(1);
    expect(trusted.get('payments')).toBeUndefined();
    expect(principalKeysFromEnv({})).toBeUndefined();
  });

  it('let people in at the monolith, or where PRINCIPAL_ISSUERS says so', () => {
    const issuers = (names?: string): string[] => [
      ...principalKeysFromEnv({ PRINCIPAL_KEY: body, PRINCIPAL_ISSUERS: names })!('orders').issuers,
    ];
    expect(issuers()).toEqual(['monolith']);
    expect(issuers('monolith, gateway')).toEqual(['monolith', 'gateway']);
  });

  it.each([
    ['PRINCIPAL_KEY', 'hunter2'],
    ['PRINCIPAL_KEY', publicBody],
    ['PRINCIPAL_PUBLIC_KEYS', 'orders=AAAA'],
    ['PRINCIPAL_PUBLIC_KEYS', publicBody],
    ['PRINCIPAL_KEY', generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
  ])('are refused without being shown when %s makes no sense', (name, value) => {
    expect(() => principalKeysFromEnv({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'PRINCIPAL_KEY_INVALID',
        message: expect.not.stringContaining(value) as string,
      }),
    );
  });

  it('are refused if others would believe other keys of the same host', () => {
    const other = createPublicKey(generateKeyPairSync('ed25519').privateKey);
    const list = `orders=${other.export({ format: 'der', type: 'spki' }).toString('base64')}`;
    const keys = principalKeysFromEnv({ PRINCIPAL_KEY: body, PRINCIPAL_PUBLIC_KEYS: list })!;
    expect(() => keys('orders')).toThrow(expect.objectContaining({ code: 'PRINCIPAL_KEY_INVALID' }));
    expect(keys('payments').trusted.get('payments')![0]!.equals(publicKey)).toBe(true);
  });

  it('outlive the hosts of a development machine, a file for each that its owner alone can read', () => {
    const [first, second] = [developmentPrincipalKeys(folder), developmentPrincipalKeys(folder)];
    expect(first('orders').signing!.equals(second('orders').signing!)).toBe(true);
    expect(first('monolith').signing!.equals(first('orders').signing!)).toBe(false);
    expect(
      second('orders')
        .trusted.get('monolith')![0]!
        .equals(createPublicKey(first('monolith').signing!)),
    ).toBe(true);
    expect(readdirSync(join(folder, 'keys')).sort()).toEqual(['monolith.pem', 'orders.pem']);
    expect(statSync(join(folder, 'keys', 'orders.pem')).mode & 0o077).toBe(0);
    const { trusted } = first('orders');
    expect(trusted.get('../../etc/passwd')).toBeUndefined();
    expect([trusted.has('monolith'), trusted.has('unheard-of')]).toEqual([true, false]);
    expect(readdirSync(join(folder, 'keys'))).toHaveLength(2);
  });

  it('are handed to host processes as settings: its own private key, and the public ones of all', () => {
    const keys = developmentPrincipalKeys(folder);
    const envOf = principalEnv(keys, ['monolith', 'orders']);
    const read = principalKeysFromEnv(envOf('orders'))!('orders');
    expect(read.signing!.equals(keys('orders').signing!)).toBe(true);
    expect(read.trusted.get('monolith')![0]!.equals(createPublicKey(keys('monolith').signing!))).toBe(true);
    expect(JSON.stringify(envOf('orders'))).not.toContain(envOf('monolith').PRINCIPAL_KEY);
  });
});
