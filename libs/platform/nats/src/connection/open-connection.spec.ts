import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { afterAll, describe, expect, it } from 'vitest';
import { echo, freshContext, hostsOfThisFile, outcomeOf } from '../../test/hosts.js';
import { connectNats } from '../connect-nats.js';
import { natsOptionsFromEnv, type NatsOptions } from '../nats-options.js';
import { requireServer } from './server-version.js';
import { readServers } from './servers.js';

const folder = mkdtempSync(join(tmpdir(), 'nats-connect-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

const hosts = hostsOfThisFile();

/** Whether a host with these settings can call itself. */
async function works(server: { readonly url: string }, options: NatsOptions): Promise<boolean> {
  const host = await hosts.host(server, options);
  const context = freshContext();
  await host.serve(context, echo);
  return JSON.stringify(await outcomeOf(host, context, { content: 1 })) === '{"answer":1}';
}

describe('a host authenticates', () => {
  it('by user and password, in settings or in the URL', async () => {
    const server = await hosts.server({ config: 'authorization { user: orders, password: "s/cr:t" }' });
    expect(await works(server, { user: 'orders', password: 's/cr:t' })).toBe(true);
    const url = server.url.replace('//', `//orders:${encodeURIComponent('s/cr:t')}@`);
    expect(await works({ url }, {})).toBe(true);
    await expect(connectNats({ url: server.url })).rejects.toMatchObject({
      code: 'NATS_REFUSED',
      message: expect.stringContaining('Check NATS_CREDS'),
    });
    await expect(connectNats({ url: server.url, user: 'orders', password: 'wrong' })).rejects.toMatchObject({
      code: 'NATS_REFUSED',
    });
  });

  it('by token, in settings or in the URL', async () => {
    const server = await hosts.server({ config: 'authorization { token: "s3cret" }' });
    expect(await works(server, { token: 's3cret' })).toBe(true);
    expect(await works({ url: server.url.replace('//', '//s3cret@') }, {})).toBe(true);
  });

  it('only to a server that requires it: if a login is required, a server with anonymous access is refused', async () => {
    const users = 'users: [{ user: orders, password: s3cret }, { user: guest, password: guest }]';
    const login = { user: 'orders', password: 's3cret', requireLogin: true };
    const [open, guests, closed] = await Promise.all([
      hosts.server(),
      hosts.server({ config: `authorization { ${users} }\nno_auth_user: guest` }),
      hosts.server({ config: `authorization { ${users} }` }),
    ]);
    for (const { url } of [open, guests])
      await expect(connectNats({ url, ...login })).rejects.toMatchObject({ code: 'NATS_OPEN' });
    expect(await works(closed, login)).toBe(true);
    expect(await works(open, { user: 'orders', password: 's3cret' })).toBe(true);
  });

  it('by nkey, as seed or in a file', async () => {
    const user = nkeys.createUser();
    const seed = new TextDecoder().decode(user.getSeed());
    const server = await hosts.server({ config: `authorization { users: [{ nkey: ${user.getPublicKey()} }] }` });
    expect(await works(server, { nkey: seed })).toBe(true);
    expect(await works(server, { nkey: inFolder('user.nk', `${seed}\n`) })).toBe(true);
    await expect(connectNats({ url: server.url, nkey: inFolder('empty.nk', 'nothing') })).rejects.toMatchObject({
      code: 'NATS_CONFIG',
    });
  });

  it('by a credentials file, which is read at start', async () => {
    await expect(
      connectNats({ url: 'nats://127.0.0.1:1', credentialsFile: join(folder, 'missing.creds') }),
    ).rejects.toMatchObject({ code: 'NATS_CONFIG', message: expect.stringContaining('NATS_CREDS') });
  });
});

describe('a TLS connection', () => {
  it('trusts the configured authority only, and presents its own certificate', async () => {
    const files = certificates();
    const server = await hosts.server({
      config: `tls { cert_file: "${files.cert}", key_file: "${files.key}", ca_file: "${files.ca}", verify: true }`,
    });
    const tls = { caFile: files.ca, certFile: files.cert, keyFile: files.key };
    expect(await works(server, { tls })).toBe(true);
    expect(await works({ url: server.url.replace('nats:', 'tls:') }, { tls })).toBe(true);
    await expect(connectNats({ url: server.url })).rejects.toMatchObject({
      code: 'NATS_TLS',
      message: expect.stringContaining('NATS_TLS_CA'),
    });
    await expect(connectNats({ url: server.url, tls: { caFile: join(folder, 'no.pem') } })).rejects.toMatchObject({
      code: 'NATS_CONFIG',
      message: expect.stringContaining('NATS_TLS_CA'),
    });
  });

  it('is not downgraded for a server without TLS', async () => {
    const server = await hosts.server();
    const { ca } = certificates();
    await expect(connectNats({ url: server.url, tls: { caFile: ca } })).rejects.toMatchObject({ code: 'NATS_TLS' });
  });
});

describe('a server that cannot be used', () => {
  it('is named in the error if it does not respond', async () => {
    await expect(connectNats({ url: 'nats://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'NATS_UNREACHABLE',
      message: expect.stringMatching(/127\.0\.0\.1:1 .*Check NATS_URL/),
    });
  });

  it.each([
    ['2.8.4', false],
    ['2.9.0', true],
    ['2.9.10', true],
    ['2.12.0-RC.1', true],
    ['3.0.0', true],
    [undefined, false],
  ])('is named when it is too old: %s', (version, enough) => {
    const check = (): void => requireServer(version, '2.9.0', 'a feature');
    if (enough) expect(check).not.toThrow();
    else
      expect(check).toThrow(
        expect.objectContaining({ code: 'NATS_TOO_OLD', message: expect.stringContaining('2.9.0') }),
      );
  });

  it('with version 2.8 is refused at start', async () => {
    // Such a server is no longer available: this one sends the same first message, which is all the client checks.
    const old = createServer((socket) => {
      socket.write('INFO {"server_id":"x","version":"2.8.4","max_payload":1048576,"headers":true,"proto":1}\r\n');
      socket.on('data', (data) => {
        if (data.includes('PING')) socket.write('PONG\r\n');
      });
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => old.once('listening', resolve));
    const { port } = old.address() as { port: number };
    await expect(connectNats({ url: `nats://127.0.0.1:${port}` })).rejects.toMatchObject({ code: 'NATS_TOO_OLD' });
    old.close();
  });

  it.each(['http://nats', 'nats://', '', 'nats://a:b@'])('is refused if its URL is invalid: %s', (url) => {
    expect(() => readServers(url)).toThrow(expect.objectContaining({ code: 'NATS_CONFIG' }));
  });

  it('can be one of several', () => {
    expect(readServers('nats://orders:a%40b@one:4000, two ,tls://three')).toEqual({
      servers: ['one:4000', 'two:4222', 'three:4222'],
      user: 'orders',
      password: 'a@b',
      token: undefined,
      tls: true,
    });
  });

  it('never shows its password in an error', () => {
    expect(() => readServers('http://orders:secret@nats')).toThrow(expect.not.objectContaining({ message: /secret/ }));
    expect(() => readServers('http://orders:secret@nats')).not.toThrow(/secret/);
  });
});

describe('settings', () => {
  it('are read from the environment', () => {
    expect(
      natsOptionsFromEnv({
        NATS_URL: 'nats://nats:4222',
        NATS_PREFIX: 'tea',
        NATS_CREDS: 'orders.creds',
        NATS_USER: ' ',
        NATS_TLS_CA: 'ca.pem',
      }),
    ).toMatchObject({
      url: 'nats://nats:4222',
      prefix: 'tea',
      credentialsFile: 'orders.creds',
      user: undefined,
      tls: { caFile: 'ca.pem' },
    });
    expect(natsOptionsFromEnv({}).tls).toBeUndefined();
  });

  it('isolate systems with different prefixes on one server', async () => {
    const server = await hosts.server();
    const [one, other] = await Promise.all([
      hosts.host(server, { prefix: 'one' }),
      hosts.host(server, { prefix: 'the.other' }),
    ]);
    const context = freshContext();
    await one.serve(context, echo);
    expect(await outcomeOf(other, context)).toMatchObject({ code: 'UNREACHABLE' });
    await other.serve(context, async () => ({ answer: 'the other' }));
    expect(await outcomeOf(other, context)).toEqual({ answer: 'the other' });
  });

  it.each(['tea.*', 'a b', '', '.'])('refuse a prefix that cannot begin a subject: %s', async (prefix) => {
    const server = { url: 'nats://127.0.0.1:1' };
    await expect(connectNats({ ...server, prefix })).rejects.toMatchObject({ code: 'NATS_CONFIG' });
  });
});

/** A certificate authority, and a certificate that it has signed for 127.0.0.1. */
function certificates(): { ca: string; cert: string; key: string } {
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const extensions = inFolder('extensions', 'subjectAltName = IP:127.0.0.1, DNS:localhost');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
    '-subj',
    '/CN=authority',
    '-days',
    '2',
  );
  openssl('req', ...newKey, '-keyout', path('host.key'), '-out', path('host.csr'), '-subj', '/CN=127.0.0.1');
  const signedBy = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', path('host.csr'), ...signedBy, '-extfile', extensions, '-out', path('host.pem'));
  return { ca: path('ca.pem'), cert: path('host.pem'), key: path('host.key') };
}
