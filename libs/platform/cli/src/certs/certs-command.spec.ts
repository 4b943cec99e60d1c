import { X509Certificate } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority, certificateProblems } from '@multilith/grpc/certificates';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { runMultilith } from '../run-multilith.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const context of ['orders', 'gift-cards', 'catalog']) {
    mkdirSync(join(folder, 'libs/modules', context), { recursive: true });
    writeFileSync(join(folder, 'libs/modules', context, 'package.json'), '{}');
  }
  writeFileSync(
    join(folder, 'topology.json'),
    JSON.stringify({ orders: { transport: 'grpc' }, 'gift-cards': { transport: 'grpc' } }),
  );
});

const DAY_MS = 24 * 60 * 60 * 1_000;
const file = (name: string): string => join(folder, '.certs', name);
const read = (name: string): string => readFileSync(file(name), 'utf8');
const all = (): Record<string, string> =>
  Object.fromEntries(readdirSync(join(folder, '.certs')).map((name) => [name, read(name)]));

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  const print = (text: string): void => void lines.push(text);
  const code = await runMultilith(['certs', ...args], {}, { out: print, error: print }, folder);
  return { code, out: lines.join('\n') };
}

/** Returns what a host would find wrong with its certificate. */
const problemsOf = (host: string): string[] =>
  certificateProblems(
    { ca: Buffer.from(read('ca.crt')), cert: Buffer.from(read(`${host}.crt`)), key: Buffer.from(read(`${host}.key`)) },
    host,
  );

it('makes an authority and a certificate for each host; only their owner can read the keys', async () => {
  const { code, out } = await run();
  expect(code).toBe(0);
  for (const host of ['monolith', 'orders', 'gift-cards']) {
    expect(problemsOf(host)).toEqual([]);
    expect(statSync(file(`${host}.key`)).mode & 0o777).toBe(0o600);
  }
  expect(statSync(file('ca.key')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, '.certs')).mode & 0o777).toBe(0o700);
  expect(read('.gitignore')).toBe('*\n');
  expect(readdirSync(join(folder, '.certs'))).toHaveLength(9);
  expect(out).toContain('.certs/orders.crt: a certificate for the host orders, valid for 90 days.');
  expect(out).toContain(
    'Settings of monolith: GRPC_TLS_CA=.certs/ca.crt GRPC_TLS_CERT=.certs/monolith.crt GRPC_TLS_KEY=.certs/monolith.key',
  );
});

it('adds what is missing and leaves the rest', async () => {
  await run();
  expect(await run('--check')).toEqual({ code: 0, out: '' });
  const before = all();
  expect((await run()).out).toContain('.certs has every certificate.');
  expect(all()).toEqual(before);
  rmSync(file('orders.crt'));
  rmSync(file('orders.key'));
  rmSync(file('gift-cards.key'));
  expect(await run('--check')).toMatchObject({
    code: 1,
    out: expect.stringContaining('orders.crt is missing') as string,
  });
  expect(existsSync(file('orders.crt'))).toBe(false);
  await run();
  for (const host of ['orders', 'gift-cards']) expect(problemsOf(host)).toEqual([]);
  expect(read('monolith.crt')).toBe(before['monolith.crt']);
  expect(read('ca.crt')).toBe(before['ca.crt']);
});

it('renews a certificate when a third of its life is left, with the addresses that it had', async () => {
  await run('--address', 'orders=orders.example.com,10.0.0.7,fd00::7');
  const names = new X509Certificate(read('orders.crt')).subjectAltName;
  expect(names).toBe('DNS:orders, DNS:orders.example.com, IP Address:10.0.0.7, IP Address:FD00:0:0:0:0:0:0:7');
  expect(await run('--check', '--address', 'orders=fd00::7')).toMatchObject({ code: 0 });
  const authority = CertificateAuthority.from({ certificate: read('ca.crt'), key: read('ca.key') });
  const place = (from: Date): void => {
    const made = authority.host('orders', { from, days: 90, addresses: ['orders.example.com'] });
    writeFileSync(file('orders.crt'), made.certificate);
    writeFileSync(file('orders.key'), made.key);
  };
  place(new Date(Date.now() - 59 * DAY_MS));
  expect(await run('--check')).toMatchObject({ code: 0 });
  place(new Date(Date.now() - 61 * DAY_MS));
  expect(await run('--check')).toMatchObject({ code: 1 });
  await run();
  const renewed = new X509Certificate(read('orders.crt'));
  expect(new Date(renewed.validTo).getTime()).toBeGreaterThan(Date.now() + 89 * DAY_MS);
  expect(renewed.subjectAltName).toBe('DNS:orders, DNS:orders.example.com');
  await run('--address', 'orders=localhost', '--days', '7');
  const changed = new X509Certificate(read('orders.crt'));
  expect(changed.subjectAltName).toBe('DNS:orders, DNS:localhost');
  expect(new Date(changed.validTo).getTime()).toBeLessThan(Date.now() + 8 * DAY_MS);
  expect(problemsOf('orders')).toEqual([]);
});

it('makes certificates for clients that are not hosts', async () => {
  await run('--client', 'partner', '--host', 'orders');
  expect(new X509Certificate(read('partner.client.crt')).subjectAltName).toBe('URI:urn:multilith:client:partner');
  expect(existsSync(file('monolith.crt'))).toBe(false);
  const before = read('partner.client.crt');
  await run('--client', 'partner');
  expect(read('partner.client.crt')).toBe(before);
});

it('replaces the authority in two steps: first all trust both, then all have new certificates', async () => {
  await run();
  const former = read('ca.crt');
  const { 'orders.crt': certificate } = all();
  await run('--new-authority');
  expect(read('ca.crt')).toContain(former);
  expect(read('ca.crt').match(/BEGIN/g)).toHaveLength(2);
  expect(read('orders.crt')).toBe(certificate);
  expect(problemsOf('orders')).toEqual([]);
  await run('--renew');
  expect(read('orders.crt')).not.toBe(certificate);
  writeFileSync(file('ca.crt'), read('ca.crt').replace(former, ''));
  expect(problemsOf('orders')).toEqual([]);
});

it.each([
  [
    'a certificate from elsewhere',
    () => writeFileSync(file('orders.crt'), CertificateAuthority.create().host('orders').certificate),
  ],
  ['a file that is not a certificate', () => writeFileSync(file('orders.crt'), 'hello')],
  ['a key alone', () => rmSync(file('orders.crt'))],
  [
    'the certificate of another authority',
    () => writeFileSync(file('ca.crt'), CertificateAuthority.create().certificate),
  ],
  ['an authority without its key', () => rmSync(file('ca.key'))],
])('does not overwrite %s without --force', async (_what, change) => {
  await run();
  change();
  const before = all();
  expect(await run()).toMatchObject({ code: 1, out: expect.stringContaining('CERTIFICATES_FOREIGN') as string });
  expect(all()).toEqual(before);
  expect(await run('--force')).toMatchObject({ code: 0 });
  expect(problemsOf('orders')).toEqual([]);
  expect(read('ca.crt').match(/BEGIN/g)).toHaveLength(1);
});

it.each([
  [['--days', '0'], /--days is '0'/],
  [['--days', 'soon'], /--days is 'soon'/],
  [['--host', '../orders'], /cannot be the name of a host/],
  [['--host', 'ca'], /that of the authority/],
  [['--address', 'orders'], /--address is 'orders'/],
  [['--address', 'unlisted=a.b'], /--address names unlisted/],
  [['--no-such-option'], /Unknown option/],
])('%j is an error in the arguments', async (args, problem) => {
  expect(await run(...args)).toMatchObject({ code: 2, out: expect.stringMatching(problem) as string });
  expect(existsSync(join(folder, '.certs'))).toBe(false);
});

it('prints help', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--new-authority') as string });
  expect(existsSync(join(folder, '.certs'))).toBe(false);
});
