import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, it, vi } from 'vitest';
import { findNatsServer } from './find-nats-server.js';
import { startNatsServer } from './start-nats-server.js';

const answers = (url: string): Promise<boolean> =>
  connect({ servers: url, reconnect: false }).then(
    async (connection) => {
      await connection.close();
      return true;
    },
    () => false,
  );

it('starts a separate server for each caller, and leaves nothing behind', async () => {
  const [one, other] = await Promise.all([startNatsServer(), startNatsServer({ jetStream: true })]);
  expect(one.port).not.toBe(other.port);
  expect(await Promise.all([answers(one.url), answers(other.url)])).toEqual([true, true]);
  await Promise.all([one.stop(), other.stop()]);
  expect(await Promise.all([answers(one.url), answers(other.url)])).toEqual([false, false]);
  expect(existsSync(dirname(other.storeDir))).toBe(false);
});

it('restarts on the same port with the same streams, also after a crash', async () => {
  const storeDir = mkdtempSync(join(tmpdir(), 'nats-store-'));
  const server = await startNatsServer({ jetStream: true, storeDir });
  const connection = await connect({ servers: server.url });
  await (await jetstreamManager(connection)).streams.add({ name: 'kept', subjects: ['kept'] });
  await connection.close();
  await server.kill();
  expect(await answers(server.url)).toBe(false);
  await server.restart();
  const again = await connect({ servers: server.url });
  expect((await (await jetstreamManager(again)).streams.info('kept')).config.name).toBe('kept');
  await again.close();
  await server.stop();
  expect(existsSync(storeDir)).toBe(true);
  rmSync(storeDir, { recursive: true });
});

it('reads passwords from its own variables, and reports an unexpected exit', async () => {
  const ends: string[] = [];
  const server = await startNatsServer({
    config: 'authorization { user: host, password: $HOST_PASSWORD }',
    env: { HOST_PASSWORD: 'psecret' },
    onExit: (how) => ends.push(how),
  });
  const connection = await connect({ servers: server.url, user: 'host', pass: 'psecret', reconnect: false });
  process.kill(server.pid!, 'SIGKILL');
  await vi.waitFor(() => expect(ends).toEqual(['SIGKILL']), { timeout: 10_000 });
  await connection.close();
  await server.restart();
  await server.stop();
  expect(ends).toEqual(['SIGKILL']);
});

it("shows the server's log if it does not start", async () => {
  await expect(startNatsServer({ config: 'no_such_setting: 1' })).rejects.toMatchObject({
    code: 'NATS_SERVER_START',
    message: expect.stringContaining('no_such_setting'),
  });
});

it.each([
  [{ PATH: '/nowhere' }, /NATS_SERVER is not set/],
  [{ NATS_SERVER: '/nowhere/nats-server' }, /NATS_SERVER is \/nowhere/],
  [{ NATS_SERVER: tmpdir() }, /no program/],
])('says how to install a missing server: %j', (env, problem) => {
  expect(() => findNatsServer(env)).toThrow(
    expect.objectContaining({ code: 'NATS_SERVER_MISSING', message: expect.stringMatching(problem) }),
  );
  expect(() => findNatsServer(env)).toThrow(/apt-get install nats-server/);
});

it('ends with its process if that is killed', async () => {
  const owner = fork(fileURLToPath(new URL('../../test/server-owner.mjs', import.meta.url)), { execArgv: [] });
  const [{ url, folder }] = (await once(owner, 'message')) as [{ url: string; folder: string }];
  expect(await answers(url)).toBe(true);
  owner.kill('SIGKILL');
  await vi.waitFor(async () => expect(await answers(url)).toBe(false), { timeout: 10_000 });
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 10_000 });
});
