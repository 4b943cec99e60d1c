import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { aFolderForEachTest, dataDir, exists, gone, host, kill, query, serverPid, start } from '../test/servers.js';
import { startEmbeddedPostgres } from './start-embedded-postgres.js';

// Each spec starts and kills servers, which takes one or two seconds on a busy machine.
aFolderForEachTest();

describe('the embedded database', () => {
  it('is PostgreSQL 18 with room for 200 connections, and keeps its data between runs', async () => {
    const first = await start();
    expect(first.attached).toBe(false);
    expect(await query(first.url, 'SHOW max_connections')).toEqual([{ max_connections: '200' }]);
    expect((await query(first.url, 'SHOW server_version'))[0]?.['server_version']).toMatch(/^18\./);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await serverPid(dataDir());
    await first.stop();
    await gone(pid);

    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(second.dataDir).toBe(first.dataDir);
  });

  it('keeps its password in a file that only its owner can read, and requires it', async () => {
    const { url } = await start();
    expect((await stat(join(dataDir(), 'password'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(dataDir(), 'password'), 'utf8')).trim()).toBe(new URL(url).password);
    const wrong = Object.assign(new URL(url), { password: 'postgres' }).href;
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('listens on the loopback interface only, at the given port', async () => {
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

  it('stops once, however often stop() is called', async () => {
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
    const pid = await serverPid(dataDir());
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
      expect(await exists(join(dataDir(), 'cluster/postmaster.pid'))).toBe(false);
    }
  });
});

describe('kill -9', () => {
  it('of the process that started it leaves the server to the next process, with all committed data', async () => {
    const { child, postgres } = await host({ dataDir: dataDir() });
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS id');
    await kill(child);
    const next = await start();
    expect(next).toMatchObject({ attached: true, url: postgres.url });
    expect(await query(next.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
    const pid = await serverPid(dataDir());
    await next.stop();
    await gone(pid);
  });

  it('of one of two processes does not disturb the other', async () => {
    const { child } = await host({ dataDir: dataDir() });
    const here = await start();
    await kill(child);
    expect(await query(here.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('of both process and server loses no committed data', async () => {
    const { child, postgres } = await host({ dataDir: dataDir() });
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS id');
    const pid = await serverPid(dataDir());
    await kill(child);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const next = await start();
    expect(next.attached).toBe(false);
    expect(await query(next.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  });

  it('of the server restarts it at the same port, with all committed data', async () => {
    const logs: string[] = [];
    const { url } = await start({ onLog: (line) => logs.push(line) });
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS id');
    // Each has its own process, which needs time to notice, and writes a final log line.
    const clients = Array.from({ length: 40 }, () => new pg.Client({ connectionString: url }));
    for (const client of clients) client.on('error', () => {});
    await Promise.all(clients.map((client) => client.connect()));
    const pid = await serverPid(dataDir());
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const ids = (): Promise<unknown> => query(url, 'SELECT id FROM kept').catch(String);
    await expect.poll(ids, { timeout: 20_000 }).toEqual([{ id: 1 }]);
    await expect.poll(() => logs.join(), { timeout: 20_000 }).toContain('again');
  });

  it('of the server does not affect a server that others have started at another port', async () => {
    const { child, postgres } = await host({ dataDir: dataDir() });
    // Paused, it cannot restart the server itself; meanwhile the port is taken.
    child.kill('SIGSTOP');
    process.kill(await serverPid(dataDir()), 'SIGKILL');
    const answer = (): Promise<unknown> => query(postgres.url, 'SELECT 1').catch(String);
    await expect.poll(answer, { timeout: 20_000 }).toContain('ECONNREFUSED');
    const squatter = createServer().listen(Number(new URL(postgres.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const next = await start();
    expect(next.attached).toBe(false);
    child.kill('SIGCONT');
    child.send('stop');
    await once(child, 'exit');
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    squatter.close();
  });

  it('in the middle of a start leaves a lock that the next start breaks', async () => {
    await mkdir(dataDir(), { recursive: true });
    const { child } = await host({ ephemeral: true });
    await writeFile(join(dataDir(), 'start.lock'), JSON.stringify({ pid: child.pid, token: 'dead' }));
    await mkdir(join(dataDir(), 'cluster.unfinished'));
    await kill(child);
    const both = await Promise.all([start(), start()]);
    expect(both.filter(({ attached }) => !attached)).toHaveLength(1);
  });
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
