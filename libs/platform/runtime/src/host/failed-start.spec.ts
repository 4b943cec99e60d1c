import { Module, type Type } from '@nestjs/common';
import { contract, command } from '@multilith/contract';
import pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextModule } from '../context.module.js';
import { WiringError } from '../wiring/wiring-error.js';
import { startHost } from './start-host.js';

class Slow1700000000000 {
  up = (runner: QueryRunner): Promise<unknown> => runner.query('SELECT pg_sleep(0.3)');
  down = async (): Promise<void> => {};
}
class Bad1700000000000 {
  up = (runner: QueryRunner): Promise<unknown> => runner.query('NONSENSE');
  down = async (): Promise<void> => {};
}
class Lost extends command('bad.Lost', { input: z.object({}), access: 'public' }) {}

function context(name: string, migrations: Type[], messages: (typeof Lost)[] = []): Type {
  @Module({
    imports: [
      ContextModule.forFeature({ contract: contract(name, messages), persistence: { entities: [], migrations } }),
    ],
  })
  class SomeModule {}
  return SomeModule;
}

describe('a start that fails', () => {
  let database: TestDatabase;
  const start = (...imports: Type[]): Promise<unknown> =>
    startHost({ contexts: {}, imports, database: { url: database.url }, host: 'failing', logger: false });
  const connections = async (): Promise<number> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ count: number }>(
      "SELECT count(*)::integer AS count FROM pg_stat_activity WHERE application_name = 'failing'",
    );
    await client.end();
    return rows[0]!.count;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('leaves no connection behind, not even of a context that was still being opened', async () => {
    await expect(
      start(context('good', []), context('bad', [Bad1700000000000]), context('slow', [Slow1700000000000])),
    ).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    // Less than the 30 seconds after which a pool closes what is idle by itself.
    await vi.waitFor(async () => expect(await connections()).toBe(0), { timeout: 5_000 });
  });

  it('reports the faults of the wiring together with those of the databases', async () => {
    const error = await start(context('good', []), context('bad', [Bad1700000000000], [Lost])).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WiringError);
    expect((error as WiringError).faults.map(({ code }) => code)).toEqual(['HANDLER_MISSING', 'MIGRATION_FAILED']);
    expect((error as WiringError).cause).toMatchObject({ code: 'MIGRATION_FAILED' });
  });

  it('says so where the connections of a host do not suffice for its contexts', async () => {
    const few = { url: database.url, poolTotal: 3 };
    const imports = [context('good', []), context('slow', [])];
    await expect(startHost({ contexts: {}, imports, database: few, logger: false })).rejects.toMatchObject({
      code: 'DATABASE_CONFIG',
      remedy: expect.stringContaining('DATABASE_POOL_TOTAL to 4') as string,
    });
  });
});
