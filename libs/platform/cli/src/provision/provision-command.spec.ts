import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextDatabases, DATABASE_DEFAULTS, databaseConfigFromEnv } from '@multilith/runtime/host';
import { startNatsServer } from '@multilith/nats/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMultilith } from '../run-multilith.js';

let database: TestDatabase;
let folder: string;
const secret = randomBytes(32).toString('base64url');
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'provision-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const out: string[] = [];
  const error: string[] = [];
  const code = await runMultilith(
    ['provision', ...argv],
    { DATABASE_URL: database.url, DATABASE_ROLE_SECRET: secret, MULTILITH_CONTEXTS: 'bells,gift-cards', ...env },
    { out: (text) => out.push(text), error: (text) => error.push(text) },
    folder,
  );
  return { code, out: out.join('\n'), error: error.join('\n') };
}

const roles = (): Promise<unknown[]> =>
  database.query('SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)', [`${database.name}_`]);

describe('multilith provision', () => {
  it('with --dry-run, prints its changes without making them', async () => {
    const { code, out } = await run(['--dry-run', '--write-urls', 'urls.env', '--print-urls'], {
      DATABASE_ROLE_SECRET: '',
    });
    expect(code).toBe(0);
    expect(out).toContain('Would print BELLS_DATABASE_URL');
    expect(out).not.toMatch(/^BELLS_DATABASE_URL=/m);
    expect(await database.query(`SELECT FROM pg_namespace WHERE nspname = 'multilith_provisioning'`)).toEqual([]);
    expect(out).toContain(`CREATE ROLE "${database.name}_gift-cards" LOGIN NOSUPERUSER`);
    expect(out).toContain('Would write BELLS_DATABASE_URL, GIFT_CARDS_DATABASE_URL to');
    expect(await roles()).toEqual([]);
    await expect(stat(join(folder, 'urls.env'))).rejects.toThrow('ENOENT');
  });

  it.each([
    [{ DATABASE_ROLE_SECRET: '' }, 'DATABASE_ROLE_SECRET is not set'],
    [{ DATABASE_ROLE_SECRET: 'multilith' }, 'DATABASE_ROLE_SECRET holds 6 bytes'],
  ])('refuses a weak secret in production: %j', async (env, problem) => {
    const { code, error } = await run([], { NODE_ENV: 'production', ...env });
    expect(code).toBe(1);
    expect(error).toContain(`Error DATABASE_ROLE_SECRET_WEAK: ${problem}`);
    expect(await roles()).toEqual([]);
  });

  it('creates logins with the URLs that it prints, however often it runs', async () => {
    for (let time = 1; time <= 2; time++) {
      const { code, out, error } = await run(['--print-urls'], { NODE_ENV: 'production' });
      expect([code, error]).toEqual([0, '']);
      expect(out).toContain('Roles and schemas are set up: bells, gift-cards.');
      expect(out).toContain('NATS_URL is not set');
      const env = Object.fromEntries(
        [...out.matchAll(/^(\w+_DATABASE_URL)=(.+)$/gm)].map(([, name, url]) => [name!, url!]),
      );
      expect(Object.keys(env)).toEqual(['BELLS_DATABASE_URL', 'GIFT_CARDS_DATABASE_URL']);
      const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: '', ...databaseConfigFromEnv(env) }, 'spec');
      await databases.open('gift-cards', undefined, 1);
      await databases.closeAll();
    }
  });

  it('writes the URLs into a file that only its owner can read, and keeps its other lines', async () => {
    await writeFile(join(folder, 'hosts.env'), 'PORT=1\nBELLS_DATABASE_URL=old\n');
    expect(await run(['--database', '--write-urls', 'hosts.env'])).toMatchObject({ code: 0 });
    const text = await readFile(join(folder, 'hosts.env'), 'utf8');
    expect(text).toMatch(/^PORT=1\nBELLS_DATABASE_URL=postgres:.*\nGIFT_CARDS_DATABASE_URL=postgres:.*\n$/);
    expect((await stat(join(folder, 'hosts.env'))).mode & 0o777).toBe(0o600);
  });

  it('skips a context with its own login, but not for a URL that it has written itself', async () => {
    const own = 'postgres://somebody:secret@127.0.0.1:1/else';
    const first = await run(['--database', '--print-urls'], { BELLS_DATABASE_URL: own });
    expect(first.out).toContain('bells: BELLS_DATABASE_URL names a login of its own, left alone.');
    expect(first.out).not.toMatch(/^BELLS_DATABASE_URL=/m);
    const [, url] = /^GIFT_CARDS_DATABASE_URL=(.+)$/m.exec(first.out)!;
    expect((await run(['--database'], { GIFT_CARDS_DATABASE_URL: url! })).out).toContain('bells, gift-cards.');
  });

  it('stores a secret in the database in development, the same every time', async () => {
    const own = await createTestDatabase();
    try {
      const env = { DATABASE_URL: own.url, DATABASE_ROLE_SECRET: '' };
      const urls = await Promise.all([1, 2].map(() => run(['--database', '--print-urls'], env)));
      expect(urls[0]!.code).toBe(0);
      const bells = urls.map(({ out }) => /^BELLS.*$/m.exec(out)?.[0]);
      expect(bells[0]).toBeDefined();
      expect(bells[1]).toBe(bells[0]);
    } finally {
      await own.drop();
    }
  });

  it('does not change logins that were derived from a secret, if it runs without the secret', async () => {
    const before = (await run(['--database', '--print-urls'])).out;
    expect(await run(['--database'], { DATABASE_ROLE_SECRET: '' })).toMatchObject({
      code: 1,
      error: expect.stringContaining('Error DATABASE_ROLE_SECRET_ELSEWHERE') as string,
    });
    const [, url] = /^BELLS_DATABASE_URL=(.+)$/m.exec(before)!;
    const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: '', contextUrls: { bells: url! } }, 'spec');
    await databases.open('bells', undefined, 1);
    await databases.closeAll();
  });

  it('creates streams only if NATS_URL is set', async () => {
    const nats = await startNatsServer({ jetStream: true });
    try {
      const streams = (...argv: string[]) => run([...argv], { NATS_URL: nats.url });
      expect((await streams('--streams', '--dry-run')).out).toMatch(/multilith_events_bells: created/);
      const both = await streams();
      expect(both).toMatchObject({ code: 0, error: '' });
      expect(both.out).toContain('Roles and schemas are set up');
      expect(both.out).toMatch(/multilith_events_gift-cards: created/);
      const again = await streams('--streams');
      expect(again.out).toMatch(/multilith_events_bells: unchanged/);
      expect(again.out).not.toContain('Roles and schemas');
    } finally {
      await nats.stop();
    }
    expect(await run(['--streams'], { NATS_URL: 'nats://127.0.0.1:1' })).toMatchObject({ code: 1 });
  });

  it('reports missing settings', async () => {
    expect(await run([], { DATABASE_URL: '' })).toMatchObject({
      code: 1,
      error: expect.stringContaining('DATABASE_CONFIG: DATABASE_URL is not set.') as string,
    });
    expect(await run([], { MULTILITH_CONTEXTS: '' })).toMatchObject({
      code: 1,
      error: expect.stringContaining('MULTILITH_CONTEXTS') as string,
    });
    expect(await run(['--streams', '--print-urls'])).toMatchObject({ code: 2 });
    expect(await run(['--colour'])).toMatchObject({ code: 2 });
  });
});
