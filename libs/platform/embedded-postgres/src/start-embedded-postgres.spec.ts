import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './start-embedded-postgres.js';

// Servers are started and killed here, each a matter of a second or two where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

let base: string;
let dataDir: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'multilith-spec-'));
  await chmod(base, 0o755);
  dataDir = join(base, 'postgres');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  await rm(base, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, ...options });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

const serverPid = async (folder: string): Promise<number> =>
  Number((await readFile(join(folder, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
const gone = (pid: number): Promise<void> =>
  expect
    .poll(
      () => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      },
      { timeout: 10_000 },
    )
    .toBe(false);

/** Another process of this program that runs the server, until it is killed. */
async function host(options: EmbeddedPostgresOptions): Promise<{ child: ChildProcess; postgres: EmbeddedPostgres }> {
  const child = fork(new URL('../test/host.mjs', import.meta.url), [JSON.stringify(options)], { execArgv: [] });
  children.push(child);
  const exited = once(child, 'exit').then(([code]) => expect.fail(`the other process ended with code ${code}`));
  const [postgres] = (await Promise.race([once(child, 'message'), exited])) as [EmbeddedPostgres];
  return { child, postgres };
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

describe('the embedded database', () => {
  it('is PostgreSQL 18 with room for 200 connections, and keeps its data between runs', async () => {
    const first = await start();
    expect(first.attached).toBe(false);
    expect(await query(first.url, 'SHOW max_connections')).toEqual([{ max_connections: '200' }]);
    expect((await query(first.url, 'SHOW server_version'))[0]?.['server_version']).toMatch(/^18\./);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await serverPid(dataDir);
    await first.stop();
    await gone(pid);

    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(second.dataDir).toBe(first.dataDir);
  });

  it('keeps its password in a file that only its owner can read, and lets nobody in without', async () => {
    const { url } = await start();
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(dataDir, 'password'), 'utf8')).trim()).toBe(new URL(url).password);
    const wrong = Object.assign(new URL(url), { password: 'postgres' }).href;
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('listens on the loopback interface only, at the port asked for', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({
      code: 'EMBEDDED_DATABASE_PORT',
      message: expect.stringContaining(String(port)),
    });
    probe.close();
    await once(probe, 'close');
    const { url } = await start({ port });
    expect(new URL(url).port).toBe(String(port));
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  it('stops once, however often it is asked to', async () => {
    const postgres = await start();
    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();
  });
});

describe('two processes on one folder', () => {
  it('share the server, and the last one to leave stops it', async () => {
    const first = await start();
    const logs: string[] = [];
    const second = await start({ onLog: (line) => logs.push(line) });
    expect(second).toMatchObject({ attached: true, url: first.url });
    expect(logs.join()).toContain('already runs');
    const pid = await serverPid(dataDir);
    await first.stop();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    await gone(pid);
  });

  it('may start at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      const both = await Promise.all([start(), start(), start()]);
      expect(new Set(both.map(({ url }) => url)).size).toBe(1);
      expect(both.filter(({ attached }) => !attached)).toHaveLength(1);
      await Promise.all(both.map((postgres) => postgres.stop()));
      expect(await exists(join(dataDir, 'cluster/postmaster.pid'))).toBe(false);
    }
  });
});

describe('kill -9', () => {
  it('of the process that started it leaves the server to the next one, with all that was committed', async () => {
    const { child, postgres } = await host({ dataDir });
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS id');
    await kill(child);
    const next = await start();
    expect(next).toMatchObject({ attached: true, url: postgres.url });
    expect(await query(next.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
    const pid = await serverPid(dataDir);
    await next.stop();
    await gone(pid);
  });

  it('of one of two processes does not disturb the other', async () => {
    const { child } = await host({ dataDir });
    const here = await start();
    await kill(child);
    expect(await query(here.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('of process and server alike loses nothing that was committed', async () => {
    const { child, postgres } = await host({ dataDir });
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS id');
    const pid = await serverPid(dataDir);
    await kill(child);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const next = await start();
    expect(next.attached).toBe(false);
    expect(await query(next.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  });

  it('in the middle of a start leaves a lock that the next start breaks', async () => {
    await mkdir(dataDir, { recursive: true });
    const { child } = await host({ ephemeral: true });
    await writeFile(join(dataDir, 'start.lock'), JSON.stringify({ pid: child.pid, token: 'dead' }));
    await mkdir(join(dataDir, 'cluster.unfinished'));
    await kill(child);
    const both = await Promise.all([start(), start()]);
    expect(both.filter(({ attached }) => !attached)).toHaveLength(1);
  });
});

describe('a data folder', () => {
  const rejection = (options?: Partial<EmbeddedPostgresOptions>): Promise<Error & { code: string; remedy: string }> =>
    start(options).then(
      () => expect.fail('it started'),
      (error: Error & { code: string; remedy: string }) => error,
    );

  it('whose postmaster.pid names another program is used all the same', async () => {
    await (await start()).stop();
    await writeFile(
      join(dataDir, 'cluster/postmaster.pid'),
      `${process.pid}\n${dataDir}/cluster\n1\n5432\n\n127.0.0.1\n1 1\nready\n`,
    );
    const postgres = await start();
    expect(postgres.attached).toBe(false);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('copied while its server runs gets a server of its own', async () => {
    const original = await start();
    await query(original.url, 'CHECKPOINT');
    const copied = join(base, 'copy');
    await cp(dataDir, copied, { recursive: true, preserveTimestamps: true });
    if (process.getuid?.() === 0) await chownLike(join(dataDir, 'cluster'), join(copied, 'cluster'));
    const copy = await start({ dataDir: copied });
    expect(copy.attached).toBe(false);
    expect(new URL(copy.url).port).not.toBe(new URL(original.url).port);
  });

  it('of another major version is refused with both versions', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'cluster/PG_VERSION'), '15\n');
    const error = await rejection();
    expect(error).toMatchObject({
      code: 'EMBEDDED_DATABASE_VERSION',
      message: expect.stringMatching(/PostgreSQL 15.*PostgreSQL 18/),
    });
    expect(error.remedy).toContain(dataDir);
  });

  it('that is half a cluster is refused with a remedy', async () => {
    await mkdir(join(dataDir, 'cluster'), { recursive: true });
    expect(await rejection()).toMatchObject({
      code: 'EMBEDDED_DATABASE_BROKEN',
      remedy: expect.stringContaining(dataDir),
    });
  });

  it('with damaged contents shows what PostgreSQL said', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'cluster/global/pg_control'), 'nonsense');
    expect(await rejection()).toMatchObject({
      code: 'EMBEDDED_DATABASE_START',
      message: expect.stringMatching(/FATAL|PANIC/),
    });
  });

  it('without its password file is refused with a remedy', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'password'));
    expect(await rejection()).toMatchObject({ code: 'EMBEDDED_DATABASE_PASSWORD' });
  });

  it('that is a file is refused with a remedy', async () => {
    await writeFile(dataDir, '');
    expect(await rejection()).toMatchObject({ code: 'EMBEDDED_DATABASE_FOLDER' });
  });

  it.runIf(process.getuid?.() === 0)(
    'that the database user cannot reach is replaced by one that it can, and said so',
    async () => {
      const hidden = join(base, 'hidden');
      await mkdir(hidden, { mode: 0o700 });
      const logs: string[] = [];
      const options = { dataDir: join(hidden, 'postgres'), onLog: (line: string) => logs.push(line) };
      const postgres = await start(options);
      expect(postgres.dataDir).toMatch(/^\/var\/lib\/multilith\/postgres-[0-9a-f]{12}$/);
      expect(logs.join()).toContain(postgres.dataDir);
      expect(logs.join()).toContain(hidden);
      expect((await start(options)).dataDir).toBe(postgres.dataDir);
      await Promise.all(running.splice(0).map((each) => each.stop()));
      await rm(postgres.dataDir, { recursive: true });
    },
  );
});

describe('an ephemeral database', () => {
  it('is gone with its folder when it stops', async () => {
    const postgres = await startEmbeddedPostgres({ ephemeral: true });
    const pid = await serverPid(postgres.dataDir);
    expect(await query(postgres.url, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
    await postgres.stop();
    await gone(pid);
    expect(await exists(postgres.dataDir)).toBe(false);
  });

  it('is gone when its process is killed', async () => {
    const { child, postgres } = await host({ ephemeral: true });
    const pid = await serverPid(postgres.dataDir);
    await kill(child);
    await gone(pid);
    await expect.poll(() => exists(postgres.dataDir), { timeout: 10_000 }).toBe(false);
  });
});

async function chownLike(from: string, to: string): Promise<void> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const { uid, gid } = await stat(from);
  await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, to]);
}
