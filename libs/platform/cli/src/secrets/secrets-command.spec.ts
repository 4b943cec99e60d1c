import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority, certificateProblems } from '@multilith/grpc/certificates';
import { contextDatabaseUrl } from '@multilith/runtime/host';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { EnvFile } from '../deployment-files/env-file.js';
import { secrets } from './secrets-command.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const context of ['orders', 'gift-cards']) {
    mkdirSync(join(folder, 'libs/modules', context), { recursive: true });
    writeFileSync(join(folder, 'libs/modules', context, 'package.json'), '{}');
  }
  place({});
});

const place = (topology: object): void => writeFileSync(join(folder, 'topology.json'), JSON.stringify(topology));
const pathOf = (name: string): string => join(folder, name);
const valuesIn = (name = '.env.production'): Readonly<Record<string, string>> => EnvFile.read(pathOf(name)).values;
async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  const code = await secrets({ args, env: {}, folder, out: (text) => lines.push(text) });
  return { code, out: lines.join('\n') };
}

it('writes a file that only its owner can read, with a different secret for each login', async () => {
  const { code, out } = await run();
  expect(code).toBe(0);
  expect(statSync(pathOf('.env.production')).mode & 0o777).toBe(0o600);
  const values = valuesIn();
  expect(Object.keys(values).sort()).toEqual([
    'DATABASE_ROLE_SECRET',
    'DATABASE_URL',
    'GIFT_CARDS_DATABASE_URL',
    'MONOLITH_NATS_PASSWORD',
    'MONOLITH_PRINCIPAL_KEY',
    'MULTILITH_CONTEXTS',
    'ORDERS_DATABASE_URL',
    'POSTGRES_PASSWORD',
    'PRINCIPAL_PUBLIC_KEYS',
    'PROVISION_NATS_PASSWORD',
    'TOOLS_NATS_PASSWORD',
  ]);
  expect(new Set(Object.values(values)).size).toBe(Object.keys(values).length);
  expect(Buffer.from(values['DATABASE_ROLE_SECRET']!, 'base64url')).toHaveLength(32);
  for (const [name, value] of Object.entries(values))
    if (name !== 'MULTILITH_CONTEXTS') expect(out).not.toContain(value);
  const again = valuesIn();
  await run();
  expect(valuesIn()).toEqual(again);
});

it("gives each context the login of its role, and not the superuser's", async () => {
  await run();
  const { DATABASE_URL: url, DATABASE_ROLE_SECRET: roleSecret, POSTGRES_PASSWORD: password, ...values } = valuesIn();
  expect(new URL(url!).password).toBe(password);
  for (const [name, context] of [
    ['ORDERS_DATABASE_URL', 'orders'],
    ['GIFT_CARDS_DATABASE_URL', 'gift-cards'],
  ] as const) {
    expect(values[name]).toBe(contextDatabaseUrl({ url: url!, contextUrls: {}, roleSecret }, context));
    expect(values[name]).not.toContain(password);
  }
});

it("adds the secrets of a new host and changes nothing else; a host's secrets stay if its context moves back", async () => {
  await run();
  writeFileSync(
    pathOf('.env.production'),
    `${readFileSync(pathOf('.env.production'), 'utf8')}# ours\nAUTH_ISSUER=https://id`,
  );
  const before = readFileSync(pathOf('.env.production'), 'utf8');
  place({ orders: { transport: 'nats' } });
  expect(await run('--check')).toMatchObject({
    code: 1,
    out: expect.stringContaining('ORDERS_PRINCIPAL_KEY') as string,
  });
  expect(readFileSync(pathOf('.env.production'), 'utf8')).toBe(before);
  expect((await run()).out).toContain('ORDERS_NATS_PASSWORD, ORDERS_PRINCIPAL_KEY, PRINCIPAL_PUBLIC_KEYS.');
  const values = valuesIn();
  const lines = readFileSync(pathOf('.env.production'), 'utf8').split('\n');
  const changed = before.split('\n').filter((line) => !lines.includes(line));
  expect(changed.map((line) => line.split('=')[0])).toEqual(['PRINCIPAL_PUBLIC_KEYS']);
  const keys = values['PRINCIPAL_PUBLIC_KEYS']!.split(',').map((entry) => entry.split(/=(.*)/));
  expect(keys.map(([host]) => host)).toEqual(['monolith', 'orders']);
  for (const [host, key] of keys) {
    const own = createPrivateKey({
      key: Buffer.from(values[`${host!.toUpperCase()}_PRINCIPAL_KEY`]!, 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    expect(createPublicKey(own).export({ format: 'der', type: 'spki' }).toString('base64')).toBe(key);
  }
  expect((await run('--check')).code).toBe(0);
  place({});
  expect((await run('--check')).code).toBe(0);
  await run();
  expect(valuesIn()).toEqual(values);
});

const textIn = (variable: string): Buffer => Buffer.from(valuesIn()[variable] ?? '', 'base64');
const problemsOf = (host: string): string[] => {
  const name = host.toUpperCase().replaceAll('-', '_');
  const [ca, cert, key] = [textIn('GRPC_CA'), textIn(`${name}_GRPC_CERT`), textIn(`${name}_GRPC_KEY`)];
  return certificateProblems({ ca, cert, key }, host);
};

it('adds an authority and certificates if a context is reached over gRPC, and no login at NATS for its host', async () => {
  await run();
  const before = valuesIn();
  place({ 'gift-cards': { transport: 'grpc' } });
  expect((await run('--check')).code).toBe(1);
  await run();
  const added = Object.keys(valuesIn()).filter((name) => !(name in before));
  expect(added.sort()).toEqual([
    'GIFT_CARDS_GRPC_CERT',
    'GIFT_CARDS_GRPC_KEY',
    'GIFT_CARDS_PRINCIPAL_KEY',
    'GRPC_CA',
    'GRPC_CA_KEY',
    'MONOLITH_GRPC_CERT',
    'MONOLITH_GRPC_KEY',
  ]);
  for (const host of ['monolith', 'gift-cards']) expect(problemsOf(host)).toEqual([]);
  const values = valuesIn();
  await run();
  expect(valuesIn()).toEqual(values);
  place({ 'gift-cards': { transport: 'grpc' }, orders: { transport: 'nats' } });
  await run();
  for (const name of ['ORDERS_GRPC_CERT', 'GIFT_CARDS_NATS_PASSWORD', 'ORDERS_NATS_PASSWORD'])
    expect(valuesIn()).toHaveProperty(name);
});

it('replaces certificates of another authority and those that expire within a month', async () => {
  place({ orders: { transport: 'grpc' } });
  await run();
  const { GRPC_CA: authority, MONOLITH_GRPC_CERT: certificate } = valuesIn();
  const file = EnvFile.read(pathOf('.env.production'));
  const { certificate: soon, key } = CertificateAuthority.from({
    certificate: textIn('GRPC_CA').toString(),
    key: textIn('GRPC_CA_KEY').toString(),
  }).host('orders', { days: 29 });
  file.set('ORDERS_GRPC_CERT', Buffer.from(soon).toString('base64'));
  file.set('ORDERS_GRPC_KEY', Buffer.from(key).toString('base64'));
  file.write();
  expect((await run()).out).toContain('ORDERS_GRPC_KEY, ORDERS_GRPC_CERT.');
  expect(valuesIn()['MONOLITH_GRPC_CERT']).toBe(certificate);
  const text = readFileSync(pathOf('.env.production'), 'utf8');
  writeFileSync(pathOf('.env.production'), text.replace(/^GRPC_CA(?:_KEY)?=.*\n/gm, ''));
  await run();
  expect(valuesIn()['GRPC_CA']).not.toBe(authority);
  for (const host of ['monolith', 'orders']) expect(problemsOf(host)).toEqual([]);
});

it('leaves certificates to the owner of an authority whose key is elsewhere', async () => {
  place({ orders: { transport: 'grpc' } });
  const { certificate } = CertificateAuthority.create();
  writeFileSync(pathOf('.env.production'), `GRPC_CA=${Buffer.from(certificate).toString('base64')}\n`);
  await run();
  expect(Object.keys(valuesIn()).filter((name) => name.includes('GRPC'))).toEqual(['GRPC_CA']);
});

it('adds a new public key beside the old one if the private key is replaced, so that old signatures stay valid', async () => {
  await run();
  const former = valuesIn()['PRINCIPAL_PUBLIC_KEYS']!;
  const text = readFileSync(pathOf('.env.production'), 'utf8');
  writeFileSync(pathOf('.env.production'), text.replace(/^MONOLITH_PRINCIPAL_KEY=.*\n/m, ''));
  await run();
  expect(valuesIn()['PRINCIPAL_PUBLIC_KEYS']).toMatch(new RegExp(`^${former.replaceAll('+', '\\+')},monolith=`));
});

it('reports a context login that differs from the derived one, and leaves it', async () => {
  await run();
  const text = readFileSync(pathOf('.env.production'), 'utf8');
  const elsewhere = 'ORDERS_DATABASE_URL=postgres://orders:secret@elsewhere/orders';
  writeFileSync(pathOf('.env.production'), text.replace(/^ORDERS_DATABASE_URL=.*$/m, elsewhere));
  expect(await run('--check')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/ORDERS_DATABASE_URL is not what/) as string,
  });
  await run();
  expect(readFileSync(pathOf('.env.production'), 'utf8')).toContain(elsewhere);
});

it('uses the password of a configured database, and refuses an invalid key', async () => {
  writeFileSync(pathOf('.env.production'), 'DATABASE_URL=postgres://multilith:a%2Fb@postgres:5432/multilith\n');
  await run();
  expect(valuesIn()['POSTGRES_PASSWORD']).toBe('a/b');
  const text = readFileSync(pathOf('.env.production'), 'utf8');
  writeFileSync(pathOf('.env.production'), text.replace(/^(MONOLITH_PRINCIPAL_KEY)=.*$/m, '$1=hunter2'));
  await expect(run()).rejects.toMatchObject({
    code: 'PRINCIPAL_KEY_INVALID',
    message: expect.not.stringContaining('hunter2') as string,
  });
});

it('replaces keys of an older version, which had no host name', async () => {
  writeFileSync(pathOf('.env.production'), 'PRINCIPAL_PUBLIC_KEYS=MCowBQYDK2VwAyEAold=,former=MCowBQYDK2VwAyEAkept=\n');
  await run();
  expect(valuesIn()['PRINCIPAL_PUBLIC_KEYS']).toMatch(/^former=MCowBQYDK2VwAyEAkept=,monolith=[^,]+$/);
});

it('reports values still to be filled in, also in a handwritten file, and refuses a URL that is not PostgreSQL', async () => {
  writeFileSync(pathOf('.env.production'), 'AUTH_ISSUER=https://id.example.com\n');
  expect((await run()).out).toContain('Fill in AUTH_AUDIENCE there');
  expect((await run('--development')).out).not.toContain('Fill in');
  writeFileSync(pathOf('.env.production'), 'DATABASE_URL=mysql://app@db/app\n');
  await expect(run()).rejects.toMatchObject({ code: 'DATABASE_CONFIG' });
  expect(readFileSync(pathOf('.env.production'), 'utf8')).toBe('DATABASE_URL=mysql://app@db/app\n');
});

it('writes another file for development, which says so', async () => {
  await run('--development');
  expect(valuesIn('.env.development')).toMatchObject({ NODE_ENV: 'development', DEVELOPMENT_ON_NETWORK: 'yes' });
  await run('--file', 'other.env');
  expect(valuesIn('other.env')['NODE_ENV']).toBeUndefined();
});

it('needs a workspace, or the names of contexts', async () => {
  rmSync(join(folder, 'libs'), { recursive: true });
  await expect(run()).rejects.toMatchObject({ code: 'WORKSPACE_MISSING' });
});
