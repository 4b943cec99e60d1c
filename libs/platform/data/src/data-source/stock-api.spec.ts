import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  AfterInsert,
  AfterLoad,
  BaseEntity,
  BeforeInsert,
  Column,
  DeleteDateColumn,
  Entity,
  PrimaryColumn,
  Table,
  TableColumn,
  Tree,
  TreeChildren,
  TreeParent,
  type EntityManager,
  type EntitySubscriberInterface,
  type MigrationInterface,
  type QueryRunner,
  type Repository,
} from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler } from '../../test/note-context.js';
import { HandlerScope, runInScope } from '../scope/call-scope.js';
import type { ContextDatabase } from '../database/context-database.js';
import { ContextDatabases } from '../database/context-databases.js';
import { DATABASE_DEFAULTS } from '../database/database-config.js';
import { QueryWork } from './query-work.js';

const heard: string[] = [];

@Entity('thing')
class Thing {
  @PrimaryColumn('integer')
  id!: number;
  @Column('text')
  text!: string;
  @Column('integer', { default: 0 })
  count!: number;
  @DeleteDateColumn()
  deletedAt!: Date | null;
  @BeforeInsert()
  before(): void {
    heard.push('@BeforeInsert');
  }
  @AfterInsert()
  after(): void {
    heard.push('@AfterInsert');
  }
  @AfterLoad()
  load(): void {
    heard.push('@AfterLoad');
  }
}
@Entity('active')
class Active extends BaseEntity {
  @PrimaryColumn('integer')
  id!: number;
}
@Entity('leaf')
@Tree('materialized-path')
class Leaf {
  @PrimaryColumn('integer')
  id!: number;
  @TreeChildren()
  children!: Leaf[];
  @TreeParent()
  parent!: Leaf | null;
}
class Create1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE thing (id int PRIMARY KEY, text text NOT NULL, count int NOT NULL DEFAULT 0, "deletedAt" timestamp)',
    );
    await runner.query('CREATE TABLE active (id int PRIMARY KEY)');
    await runner.query(`CREATE TABLE leaf (id int PRIMARY KEY, mpath text DEFAULT '', "parentId" int REFERENCES leaf)`);
  }
  async down(): Promise<void> {}
}

let server: TestDatabase;
let databases: ContextDatabases;
let notes: ContextDatabase;
beforeAll(async () => {
  server = await createTestDatabase();
  databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: server.url }, 'spec');
  notes = await databases.open('notes', { entities: [Thing, Active, Leaf], migrations: [Create1700000000000] }, 1);
});
afterAll(async () => {
  await databases.closeAll();
  await server.drop();
});
beforeEach(async () => {
  await notes.pool.query('TRUNCATE thing, active, leaf');
  await notes.pool.query(`INSERT INTO thing (id, text) VALUES (1, 'a'), (2, 'b')`);
  await notes.pool.query(`INSERT INTO leaf (id, mpath, "parentId") VALUES (1, '1.', NULL), (2, '1.2.', 1)`);
  heard.length = 0;
});

/** Returns all stored rows. */
const stored = async (): Promise<unknown> =>
  (
    await notes.pool
      .query(`SELECT (SELECT json_agg(t ORDER BY id) FROM thing t) AS things, (SELECT count(*)::int FROM active) AS active,
    (SELECT count(*)::int FROM leaf) AS leaves, (SELECT count(*)::int FROM information_schema.tables WHERE table_schema = 'notes') AS tables,
    (SELECT count(*)::int FROM information_schema.columns WHERE table_schema = 'notes') AS columns`)
  ).rows;

/** Runs a query handler of the context. */
async function asQuery<T>(work: () => Promise<T>): Promise<T> {
  const held = new QueryWork('notes', 'notes.Ask', false);
  const scope = new HandlerScope({
    definition: { name: 'notes.Ask', context: 'notes', kind: 'query' },
    caller: { kind: 'edge', name: 'spec' },
    data: held,
  });
  scope.isReadOnly = true;
  try {
    return await runInScope(scope, work);
  } finally {
    held.end();
  }
}

type Use = (things: Repository<Thing>, manager: EntityManager) => unknown;
const thing = (id: number): Thing => Object.assign(new Thing(), { id, text: 'new' });

const reads: Record<string, Use> = {
  find: (things, manager) => Promise.all([things.find(), manager.find(Thing)]),
  findBy: (things, manager) => Promise.all([things.findBy({ id: 1 }), manager.findBy(Thing, { id: 1 })]),
  findOne: (things, manager) =>
    Promise.all([things.findOne({ where: { id: 1 } }), manager.findOne(Thing, { where: { id: 1 } })]),
  findOneBy: (things, manager) => Promise.all([things.findOneBy({ id: 1 }), manager.findOneBy(Thing, { id: 1 })]),
  findOneOrFail: (things, manager) =>
    Promise.all([things.findOneOrFail({ where: { id: 1 } }), manager.findOneOrFail(Thing, { where: { id: 1 } })]),
  findOneByOrFail: (things, manager) =>
    Promise.all([things.findOneByOrFail({ id: 1 }), manager.findOneByOrFail(Thing, { id: 1 })]),
  findAndCount: (things, manager) => Promise.all([things.findAndCount(), manager.findAndCount(Thing)]),
  findAndCountBy: (things, manager) =>
    Promise.all([things.findAndCountBy({ id: 1 }), manager.findAndCountBy(Thing, { id: 1 })]),
  exists: (things, manager) => Promise.all([things.exists(), manager.exists(Thing)]),
  existsBy: (things, manager) => Promise.all([things.existsBy({ id: 1 }), manager.existsBy(Thing, { id: 1 })]),
  count: (things, manager) => Promise.all([things.count(), manager.count(Thing)]),
  countBy: (things, manager) => Promise.all([things.countBy({ id: 1 }), manager.countBy(Thing, { id: 1 })]),
  sum: (things, manager) => Promise.all([things.sum('count'), manager.sum(Thing, 'count')]),
  average: (things, manager) => Promise.all([things.average('count'), manager.average(Thing, 'count')]),
  minimum: (things, manager) => Promise.all([things.minimum('count'), manager.minimum(Thing, 'count')]),
  maximum: (things, manager) => Promise.all([things.maximum('count'), manager.maximum(Thing, 'count')]),
  preload: (things, manager) => Promise.all([things.preload({ id: 1 }), manager.preload(Thing, { id: 1 })]),
  create: async (things) => things.create({ id: 9 }),
  merge: async (things) => things.merge(thing(9), { text: 'x' }),
  hasId: async (things) => things.hasId(thing(9)),
  getId: async (things) => things.getId(thing(9)),
  metadata: async (things) => things.metadata.tableName,
  extend: (things) =>
    things
      .extend({
        all(this: Repository<Thing>) {
          return this.find();
        },
      })
      .all(),
  withRepository: (things, manager) => manager.transaction((inner) => inner.withRepository(things).find()),
  getRepository: (_, manager) => manager.getRepository(Thing).find(),
  getTreeRepository: (_, manager) => manager.getTreeRepository(Leaf).find(),
  connection: async (_, manager) => manager.connection,
  query: (things, manager) => Promise.all([things.query('SELECT 1'), manager.query('SELECT 1')]),
  sql: (things, manager) => Promise.all([things.sql`SELECT ${1}::int`, manager.sql`SELECT ${1}::int`]),
  transaction: (_, manager) => manager.transaction((inner) => inner.find(Thing)),
  createQueryBuilder: (things) => things.createQueryBuilder('t').getMany(),
  findTrees: (_, manager) => manager.getTreeRepository(Leaf).findTrees(),
  findRoots: (_, manager) => manager.getTreeRepository(Leaf).findRoots(),
  findDescendants: (_, manager) => manager.getTreeRepository(Leaf).findDescendants({ id: 1 } as Leaf),
  findDescendantsTree: (_, manager) => manager.getTreeRepository(Leaf).findDescendantsTree({ id: 1 } as Leaf),
  countDescendants: (_, manager) => manager.getTreeRepository(Leaf).countDescendants({ id: 1 } as Leaf),
  createDescendantsQueryBuilder: (_, manager) =>
    manager
      .getTreeRepository(Leaf)
      .createDescendantsQueryBuilder('l', 'c', { id: 1 } as Leaf)
      .getMany(),
  findAncestors: (_, manager) => manager.getTreeRepository(Leaf).findAncestors({ id: 2 } as Leaf),
  findAncestorsTree: (_, manager) => manager.getTreeRepository(Leaf).findAncestorsTree({ id: 2 } as Leaf),
  countAncestors: (_, manager) => manager.getTreeRepository(Leaf).countAncestors({ id: 2 } as Leaf),
  createAncestorsQueryBuilder: (_, manager) =>
    manager
      .getTreeRepository(Leaf)
      .createAncestorsQueryBuilder('l', 'c', { id: 2 } as Leaf)
      .getMany(),
  getOne: (things) => things.createQueryBuilder('t').getOne(),
  getOneOrFail: (things) => things.createQueryBuilder('t').getOneOrFail(),
  getMany: (things) => things.createQueryBuilder('t').getMany(),
  getCount: (things) => things.createQueryBuilder('t').getCount(),
  getExists: (things) => things.createQueryBuilder('t').getExists(),
  getManyAndCount: (things) => things.createQueryBuilder('t').getManyAndCount(),
  getRawOne: (things) => things.createQueryBuilder('t').getRawOne(),
  getRawMany: (things) => things.createQueryBuilder('t').getRawMany(),
  getRawAndEntities: (things) => things.createQueryBuilder('t').getRawAndEntities(),
  'BaseEntity.find': () => Active.find(),
};

const writes: Record<string, Use> = {
  save: (things) => things.save(thing(5)),
  'EntityManager.save': (_, manager) => manager.save(thing(5)),
  insert: (things) => things.insert(thing(5)),
  'EntityManager.insert': (_, manager) => manager.insert(Thing, thing(5)),
  update: (things) => things.update({ id: 1 }, { text: 'x' }),
  updateAll: (things) => things.updateAll({ text: 'x' }),
  upsert: (things) => things.upsert({ id: 1, text: 'x' }, ['id']),
  delete: (things) => things.delete({ id: 1 }),
  deleteAll: (things) => things.deleteAll(),
  remove: (things) => things.remove(Object.assign(thing(1), { text: 'a' })),
  softDelete: (things) => things.softDelete({ id: 1 }),
  softRemove: (things) => things.softRemove(thing(1)),
  restore: (things) => things.restore({ id: 1 }),
  recover: (things) => things.recover(Object.assign(thing(1), { deletedAt: new Date() })),
  increment: (things) => things.increment({ id: 1 }, 'count', 1),
  decrement: (things) => things.decrement({ id: 1 }, 'count', 1),
  clear: (things) => things.clear(),
  'a lock': (things) => things.findOne({ where: { id: 1 }, lock: { mode: 'pessimistic_write' } }),
  setLock: (things, manager) =>
    manager.transaction((inner) =>
      inner.withRepository(things).createQueryBuilder('t').setLock('pessimistic_read').getMany(),
    ),
  'execute of insert': (things) => things.createQueryBuilder().insert().values(thing(5)).execute(),
  'execute of update': (things) => things.createQueryBuilder().update().set({ text: 'x' }).execute(),
  'execute of delete': (things) => things.createQueryBuilder().delete().execute(),
  'execute of softDelete': (things) => things.createQueryBuilder().softDelete().execute(),
  'execute of restore': (things) => things.createQueryBuilder().restore().execute(),
  relation: (_, manager) => manager.createQueryBuilder().relation(Leaf, 'parent').of(2).set(null),
  'BaseEntity.save': () => Object.assign(new Active(), { id: 5 }).save(),
  createTable: async () => {
    const runner = notes.dataSource.createQueryRunner();
    await runner.createTable(new Table({ name: 'fresh', columns: [{ name: 'id', type: 'int' }] }));
    await runner.addColumn('fresh', new TableColumn({ name: 'text', type: 'text', isNullable: true }));
    await runner.release();
  },
  clearTable: async () => {
    const runner = notes.dataSource.createQueryRunner();
    await runner.clearTable('thing');
    await runner.release();
  },
};

const use = (fn: Use): Promise<unknown> =>
  Promise.resolve(fn(notes.dataSource.getRepository(Thing), notes.dataSource.manager));

describe('in a command', () => {
  it.each([...Object.keys(reads), ...Object.keys(writes)])('%s works, and is undone with its handler', async (name) => {
    const fn = reads[name] ?? writes[name]!;
    const before = await stored();
    await expect(
      asHandler(notes, async () => {
        await use(fn);
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(await stored()).toEqual(before);
    await asHandler(notes, () => use(fn));
    expect(notes.pool.idleCount).toBe(notes.pool.totalCount);
  });
});

describe('in a query', () => {
  it.each(Object.keys(reads))('%s works', async (name) => {
    await asQuery(() => use(reads[name]!));
    expect(notes.pool.idleCount).toBe(notes.pool.totalCount);
  });

  it.each(Object.keys(writes).filter((name) => !['restore', 'recover', 'a lock'].includes(name)))(
    '%s is refused',
    async (name) => {
      const before = await stored();
      await expect(asQuery(() => use(writes[name]!))).rejects.toMatchObject({ code: 'READ_ONLY_QUERY' });
      expect(await stored()).toEqual(before);
    },
  );
  it('restore is refused', () =>
    expect(asQuery(() => use(writes['restore']!))).rejects.toMatchObject({ code: 'READ_ONLY_QUERY' }));
});

describe.each(['in a command', 'in a query', 'outside of handlers'])('%s', (where) => {
  const run = (work: () => Promise<unknown>): Promise<unknown> =>
    where === 'in a command' ? asHandler(notes, work) : where === 'in a query' ? asQuery(work) : work();

  it.each([
    'initialize',
    'destroy',
    'setOptions',
    'synchronize',
    'dropDatabase',
    'runMigrations',
    'undoLastMigration',
  ] as const)('DataSource.%s is refused', async (member) => {
    await expect(run(async () => (notes.dataSource[member] as () => unknown)())).rejects.toMatchObject({
      code: 'DATA_SOURCE_MANAGED',
    });
    expect(notes.dataSource.isInitialized).toBe(true);
  });

  it.each(['clearDatabase', 'createDatabase', 'dropDatabase', 'createSchema', 'dropSchema'] as const)(
    'QueryRunner.%s is refused',
    async (member) => {
      const refused = run(async () => {
        const runner = notes.dataSource.createQueryRunner();
        try {
          await (runner[member] as (name: string) => unknown)('notes');
        } finally {
          await runner.release();
        }
      });
      await expect(refused).rejects.toMatchObject({ code: 'DATA_SOURCE_MANAGED' });
    },
  );

  it('what asks about the schema works', async () => {
    await run(async () => {
      const runner = notes.dataSource.createQueryRunner('slave');
      try {
        expect(await runner.hasTable('thing')).toBe(true);
        expect(await runner.hasColumn('thing', 'text')).toBe(true);
        expect(await runner.getCurrentSchema()).toBe('notes');
        expect(await runner.hasSchema('notes')).toBe(true);
        expect((await runner.getTable('thing'))?.columns.length).toBe(4);
        expect((await runner.getTables(['thing'])).length).toBe(1);
        expect(await runner.getViews([])).toEqual([]);
        expect(await runner.sql`SELECT ${1}::int AS one`).toEqual([{ one: 1 }]);
      } finally {
        await runner.release();
      }
    });
  });
});

it('showMigrations works outside of handlers', async () => expect(await notes.dataSource.showMigrations()).toBe(false));

it('a stream is refused in a command, and needs its package in a query', async () => {
  const stream = () => notes.dataSource.getRepository(Thing).createQueryBuilder('t').stream();
  await expect(asHandler(notes, stream)).rejects.toMatchObject({ code: 'STREAM_IN_TRANSACTION' });
  await expect(asQuery(stream)).rejects.toThrow(/pg-query-stream/);
});

it('an isolation level is possible before the first statement only', async () => {
  const level = (manager: EntityManager) => manager.query('SHOW transaction_isolation');
  expect(await asHandler(notes, () => notes.dataSource.transaction('SERIALIZABLE', level))).toEqual([
    { transaction_isolation: 'serializable' },
  ]);
  const late = asHandler(notes, async () => {
    await notes.dataSource.query('SELECT 1');
    await notes.dataSource.transaction('SERIALIZABLE', level);
  });
  await expect(late).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
});

it('await using commits what its query runner has started, not the transaction of the handler', async () => {
  await expect(
    asHandler(notes, async () => {
      const runner = notes.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.manager.insert(Thing, thing(5));
      await runner[Symbol.asyncDispose]();
      expect(await notes.dataSource.getRepository(Thing).countBy({ id: 5 })).toBe(1);
      const unused = notes.dataSource.createQueryRunner();
      await unused[Symbol.asyncDispose]();
      throw new Error('refused');
    }),
  ).rejects.toThrow('refused');
  expect(await notes.dataSource.getRepository(Thing).countBy({ id: 5 })).toBe(0);
});

it('listeners and subscribers run in the transaction of the handler', async () => {
  const hooks = [
    'beforeQuery',
    'afterQuery',
    'beforeInsert',
    'afterInsert',
    'beforeUpdate',
    'afterUpdate',
    'beforeRemove',
    'afterRemove',
    'beforeSoftRemove',
    'afterSoftRemove',
    'beforeRecover',
    'afterRecover',
    'afterLoad',
  ] as const;
  const transactions = new Set<string>();
  const subscriber: EntitySubscriberInterface<Thing> = { listenTo: () => Thing };
  for (const hook of hooks)
    subscriber[hook] = async (...args: unknown[]) => {
      heard.push(hook);
      const { queryRunner } = (args.at(-1) ?? {}) as { queryRunner?: QueryRunner };
      if (queryRunner && !hook.endsWith('Query')) {
        const { databaseConnection } = queryRunner as unknown as {
          databaseConnection: { query(sql: string): Promise<{ rows: { id: string }[] }> };
        };
        transactions.add((await databaseConnection.query('SELECT txid_current()::text AS id')).rows[0]!.id);
      }
    };
  notes.dataSource.subscribers.push(subscriber);
  try {
    await asHandler(notes, async () => {
      const things = notes.dataSource.getRepository(Thing);
      const one = await things.save(thing(7));
      await things.save(Object.assign(one, { text: 'changed' }));
      await things.softRemove(one);
      await things.recover(one);
      await things.remove(await things.findOneByOrFail({ id: 7 }));
    });
  } finally {
    notes.dataSource.subscribers.splice(notes.dataSource.subscribers.indexOf(subscriber), 1);
  }
  expect([...new Set(heard)].sort()).toEqual([...hooks, '@AfterInsert', '@AfterLoad', '@BeforeInsert'].sort());
  expect(transactions.size).toBe(1);
});

describe('docs/stock-api.md', () => {
  const page = readFileSync(new URL('../../../../../docs/stock-api.md', import.meta.url), 'utf8');
  const listed = new Set([...page.matchAll(/`@?(\w+)`/g)].map(([, name]) => name!));
  const typeorm = dirname(createRequire(import.meta.url).resolve('typeorm'));
  /** Public methods and accessors that a class of TypeORM declares. */
  const membersOf = (path: string): string[] => {
    const declaration = readFileSync(join(typeorm, `${path}.d.ts`), 'utf8');
    const names = [...declaration.matchAll(/^ {4}(?:get |async )?([a-z]\w*)(?:\?)?[(<]/gm)].map(([, name]) => name!);
    return [...new Set(names)].filter((name) => name !== 'constructor');
  };

  it.each([
    'data-source/DataSource',
    'entity-manager/EntityManager',
    'repository/Repository',
    'repository/TreeRepository',
    'driver/postgres/PostgresQueryRunner',
    'query-runner/BaseQueryRunner',
    'subscriber/EntitySubscriberInterface',
  ])('lists every public member of %s', (path) => {
    const members = membersOf(path);
    expect(members.length).toBeGreaterThan(5);
    expect(members.filter((name) => !listed.has(name))).toEqual([]);
  });
});
