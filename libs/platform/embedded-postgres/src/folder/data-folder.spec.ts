import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFolderForEachTest, base, dataDir, query, start, stopAll } from '../../test/servers.js';
import type { EmbeddedPostgresOptions } from '../start-embedded-postgres.js';

aFolderForEachTest();

describe('a data folder', () => {
  const rejection = (options?: Partial<EmbeddedPostgresOptions>): Promise<Error & { code: string; remedy: string }> =>
    start(options).then(
      () => expect.fail('it started'),
      (error: Error & { code: string; remedy: string }) => error,
    );

  it('whose postmaster.pid names another program is still used', async () => {
    await (await start()).stop();
    await writeFile(
      join(dataDir(), 'cluster/postmaster.pid'),
      `${process.pid}\n${dataDir()}/cluster\n1\n5432\n\n127.0.0.1\n1 1\nready\n`,
    );
    const postgres = await start();
    expect(postgres.attached).toBe(false);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('copied while its server runs gets a separate server', async () => {
    const original = await start();
    await query(original.url, 'CHECKPOINT');
    const copied = join(base(), 'copy');
    await cp(dataDir(), copied, { recursive: true, preserveTimestamps: true });
    if (process.getuid?.() === 0) await chownLike(join(dataDir(), 'cluster'), join(copied, 'cluster'));
    const copy = await start({ dataDir: copied });
    expect(copy.attached).toBe(false);
    expect(new URL(copy.url).port).not.toBe(new URL(original.url).port);
  });

  it('of another major version is refused with both versions', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir(), 'cluster/PG_VERSION'), '15\n');
    const error = await rejection();
    expect(error).toMatchObject({
      code: 'EMBEDDED_DATABASE_VERSION',
      message: expect.stringMatching(/PostgreSQL 15.*PostgreSQL 18/),
    });
    expect(error.remedy).toContain(dataDir());
  });

  it('with an incomplete cluster is refused with a remedy', async () => {
    await mkdir(join(dataDir(), 'cluster'), { recursive: true });
    expect(await rejection()).toMatchObject({
      code: 'EMBEDDED_DATABASE_BROKEN',
      remedy: expect.stringContaining(dataDir()),
    });
  });

  it("with damaged contents shows PostgreSQL's error", async () => {
    await (await start()).stop();
    await writeFile(join(dataDir(), 'cluster/global/pg_control'), 'nonsense');
    expect(await rejection()).toMatchObject({
      code: 'EMBEDDED_DATABASE_START',
      message: expect.stringMatching(/FATAL|PANIC/),
    });
  });

  it('without its password file is refused with a remedy', async () => {
    await (await start()).stop();
    await rm(join(dataDir(), 'password'));
    expect(await rejection()).toMatchObject({ code: 'EMBEDDED_DATABASE_PASSWORD' });
  });

  it('that is a file is refused with a remedy', async () => {
    await writeFile(dataDir(), '');
    expect(await rejection()).toMatchObject({ code: 'EMBEDDED_DATABASE_FOLDER' });
  });

  it.runIf(process.getuid?.() === 0)(
    'that the database user cannot access is replaced by an accessible one, with a log line',
    async () => {
      const hidden = join(base(), 'hidden');
      await mkdir(hidden, { mode: 0o700 });
      const logs: string[] = [];
      const options = { dataDir: join(hidden, 'postgres'), onLog: (line: string) => logs.push(line) };
      const postgres = await start(options);
      expect(postgres.dataDir).toMatch(/^\/var\/lib\/multilith\/postgres-[0-9a-f]{12}$/);
      expect(logs.join()).toContain(postgres.dataDir);
      expect(logs.join()).toContain(hidden);
      expect((await start(options)).dataDir).toBe(postgres.dataDir);
      await stopAll();
      await rm(postgres.dataDir, { recursive: true });
    },
  );
});

async function chownLike(from: string, to: string): Promise<void> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const { uid, gid } = await stat(from);
  await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, to]);
}
