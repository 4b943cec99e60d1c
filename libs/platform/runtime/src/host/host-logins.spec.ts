import { Module } from '@nestjs/common';
import { command, contract } from '@multilith/contract';
import { CommandHandler } from '@nestjs/cqrs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import pg from 'pg';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextModule } from '../context.module.js';
import { startHost, type Host } from './start-host.js';
import { contextDatabaseUrl, DATABASE_DEFAULTS, provision, withRoleSecret, type DatabaseConfig } from '@multilith/data';

class Ring extends command('bells.Ring', { input: z.object({}), access: 'public' }) {}
@CommandHandler(Ring)
class RingHandler {
  async execute(): Promise<void> {}
}
@Module({
  imports: [
    ContextModule.forFeature({ contract: contract('bells', [Ring]), persistence: { entities: [], migrations: [] } }),
  ],
  providers: [RingHandler],
})
class BellsModule {}

let server: TestDatabase;
beforeAll(async () => {
  server = await createTestDatabase();
});
afterAll(() => server.drop());
afterEach(() => vi.unstubAllEnvs());
const start = (database: Partial<DatabaseConfig>): Promise<Host> =>
  startHost({ contexts: {}, imports: [BellsModule], database, logger: false });

describe('a host in production', () => {
  it('does not start with what would let it act as every context, from code or environment', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const refused = { code: 'DATABASE_URL_NOT_FOR_HOSTS' };
    const contextUrls = { bells: server.url };
    await expect(start({ url: server.url })).rejects.toMatchObject(refused);
    await expect(start({ contextUrls, roleSecret: 'x' })).rejects.toMatchObject(refused);
    vi.stubEnv('DATABASE_URL', server.url);
    await expect(start({ contextUrls })).rejects.toMatchObject(refused);
    vi.stubEnv('DATABASE_URL', '');
    vi.stubEnv('DATABASE_ROLE_SECRET', 'x');
    await expect(start({ contextUrls })).rejects.toMatchObject(refused);
    expect(await server.query(`SELECT FROM pg_namespace WHERE nspname = 'bells'`)).toEqual([]);
  });

  it('starts with the login of its context, which was provisioned', async () => {
    const config = { ...DATABASE_DEFAULTS, url: server.url, roleSecret: 'of this spec' };
    await provision(config, ['bells']);
    vi.stubEnv('NODE_ENV', 'production');
    const host = await start({ contextUrls: { bells: contextDatabaseUrl(config, 'bells') } });
    await host.stop();
  });
});

describe('a database that was set up with a secret which is kept elsewhere', () => {
  it('keeps its logins when development is started on it without that secret, and takes another one that is given', async () => {
    const own = await createTestDatabase();
    try {
      const config = { ...DATABASE_DEFAULTS, url: own.url, roleSecret: 'of the deployment' };
      await provision(config, ['bells']);
      const refused = {
        code: 'DATABASE_ROLE_SECRET_ELSEWHERE',
        remedy: expect.stringContaining('another database') as string,
      };
      await expect(start({ url: own.url })).rejects.toMatchObject(refused);
      await expect(withRoleSecret({ url: own.url })).rejects.toMatchObject(refused);
      const login = async (roleSecret: string): Promise<void> => {
        const client = new pg.Client({ connectionString: contextDatabaseUrl({ ...config, roleSecret }, 'bells') });
        await client.connect().finally(() => client.end());
      };
      await login('of the deployment');
      await provision({ ...config, roleSecret: 'rotated' }, ['bells']);
      await login('rotated');
    } finally {
      await own.drop();
    }
  });

  it('of development goes on with the secret that it keeps, and with the same one given', async () => {
    const own = await createTestDatabase();
    try {
      const { roleSecret = '' } = await withRoleSecret<Partial<DatabaseConfig> & { url: string }>({ url: own.url });
      await provision({ ...DATABASE_DEFAULTS, url: own.url }, ['bells']);
      await provision({ ...DATABASE_DEFAULTS, url: own.url, roleSecret }, ['bells']);
      expect(await withRoleSecret({ url: own.url })).toMatchObject({ roleSecret });
      await provision({ ...DATABASE_DEFAULTS, url: own.url, roleSecret: 'of the deployment' }, ['bells']);
      await expect(start({ url: own.url })).rejects.toMatchObject({ code: 'DATABASE_ROLE_SECRET_ELSEWHERE' });
    } finally {
      await own.drop();
    }
  });
});
