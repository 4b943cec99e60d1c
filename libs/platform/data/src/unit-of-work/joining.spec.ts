import type { EntityManager, Repository } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, Note, openNotes } from '../../test/note-context.js';
import type { ContextDatabase } from '../database/context-database.js';

let server: TestDatabase;
let notes: ContextDatabase;
let close: () => Promise<void>;

beforeAll(async () => {
  server = await createTestDatabase();
  ({ database: notes, close } = await openNotes(server.url));
});
afterAll(async () => {
  await close();
  await server.drop();
});
beforeEach(() => notes.pool.query('TRUNCATE note'));

const count = async (): Promise<number> => (await notes.pool.query('SELECT FROM note')).rowCount ?? 0;

const insertInto = (manager: EntityManager, id: number) =>
  manager.createQueryBuilder().insert().into(Note).values({ id, text: '' }).execute();

/** Every way in which TypeORM lets a module write, as it would be injected. */
const ways: Record<string, (id: number) => Promise<unknown>> = {
  'Repository.save': (id) => notes.dataSource.getRepository(Note).save({ id, text: '' }),
  'Repository.insert': (id) => notes.dataSource.getRepository(Note).insert({ id, text: '' }),
  'Repository.upsert': (id) => notes.dataSource.getRepository(Note).upsert({ id, text: '' }, ['id']),
  'Repository.query': (id) => notes.dataSource.getRepository(Note).query('INSERT INTO note VALUES ($1, $2)', [id, '']),
  'Repository.createQueryBuilder': (id) =>
    notes.dataSource.getRepository(Note).createQueryBuilder().insert().values({ id, text: '' }).execute(),
  'a custom repository (extend)': (id) => {
    const custom = notes.dataSource.getRepository(Note).extend({
      write(this: Repository<Note>, note: Note): Promise<unknown> {
        return this.save(note);
      },
    });
    return custom.write({ id, text: '' });
  },
  'DataSource.query': (id) => notes.dataSource.query('INSERT INTO note VALUES ($1, $2)', [id, '']),
  'DataSource.sql': (id) => notes.dataSource.sql`INSERT INTO note VALUES (${id}, ${''})`,
  'DataSource.createQueryBuilder': (id) =>
    notes.dataSource.createQueryBuilder().insert().into(Note).values({ id, text: '' }).execute(),
  'DataSource.transaction': (id) => notes.dataSource.transaction((manager) => manager.save(Note, { id, text: '' })),
  'EntityManager.save': (id) => notes.dataSource.manager.save(Note, { id, text: '' }),
  'EntityManager.query': (id) => notes.dataSource.manager.query('INSERT INTO note VALUES ($1, $2)', [id, '']),
  'EntityManager.createQueryBuilder': (id) => insertInto(notes.dataSource.manager, id),
  'EntityManager.transaction': (id) => notes.dataSource.manager.transaction((manager) => insertInto(manager, id)),
  'EntityManager.withRepository': (id) => {
    const custom = notes.dataSource.getRepository(Note).extend({});
    return notes.dataSource.transaction((manager) => manager.withRepository(custom).save({ id, text: '' }));
  },
  'a query runner made by hand': async (id) => {
    const runner = notes.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.query('INSERT INTO note VALUES ($1, $2)', [id, '']);
    } finally {
      await runner.release();
    }
  },
  'a transaction on a query runner made by hand': async (id) => {
    const runner = notes.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.save(Note, { id, text: '' });
    await runner.commitTransaction();
    await runner.release();
  },
};

it.each(Object.keys(ways))('%s joins the transaction of its handler', async (way) => {
  const refused = asHandler(notes, async () => {
    await ways[way]!(1);
    expect(await notes.dataSource.getRepository(Note).countBy({ id: 1 })).toBe(1);
    expect(await count()).toBe(0);
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  expect(await count()).toBe(0);

  await asHandler(notes, () => ways[way]!(1));
  expect(await count()).toBe(1);
});

it('all ways together use one connection and one transaction', async () => {
  const seen = new Set<string>();
  const note = async (): Promise<void> => {
    const [row] = await notes.dataSource.query('SELECT pg_backend_pid() AS pid, txid_current() AS id');
    seen.add(`${row.pid}/${row.id}`);
  };
  await asHandler(notes, async () => {
    for (const [index, way] of Object.values(ways).entries()) {
      await way(index);
      await note();
    }
  });
  expect(seen.size).toBe(1);
  expect(await count()).toBe(Object.keys(ways).length);
});

it('row locks work without a transaction of their own', async () => {
  await notes.pool.query(`INSERT INTO note VALUES (1, 'a')`);
  const locked = await asHandler(notes, () =>
    notes.dataSource.getRepository(Note).findOne({ where: { id: 1 }, lock: { mode: 'pessimistic_write' } }),
  );
  expect(locked).toEqual({ id: 1, text: 'a' });
});

it('outside a handler nothing is ambient', async () => {
  await ways['Repository.save']!(1);
  expect(await count()).toBe(1);
  await expect(
    notes.dataSource.transaction(async (manager) => {
      await insertInto(manager, 2);
      throw new Error('refused');
    }),
  ).rejects.toThrow('refused');
  expect(await count()).toBe(1);
});

it('a handler that touches no data takes no connection', async () => {
  await asHandler(notes, async (unitOfWork) => {
    await Promise.resolve();
    expect(unitOfWork.hasWritten).toBe(false);
  });
  const before = notes.pool.totalCount - notes.pool.idleCount;
  const unitOfWork = notes.begin();
  expect(notes.pool.totalCount - notes.pool.idleCount).toBe(before);
  await unitOfWork.commit();
});
