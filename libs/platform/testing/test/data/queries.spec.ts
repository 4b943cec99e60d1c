import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { MultilithRuntime } from '@multilith/runtime/host';
import { describeTopologies, testContext } from '@multilith/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ask, Do, Entry, Look, on, Rang, tillModule, type Tools } from './till.js';

let warnings: string[] = [];
let errors: string[] = [];
let hour = Date.now();
beforeEach(() => {
  [warnings, errors] = [[], []];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warnings.push(String(line)));
  vi.spyOn(Logger.prototype, 'error').mockImplementation((...lines: unknown[]) => {
    errors.push(inspect(lines));
  });
});
afterEach(() => void vi.restoreAllMocks());

/** Ways in which a query handler can leak a connection. */
const leaks: Record<string, (tools: Tools) => unknown> = {
  'a query runner': ({ data }) => data.createQueryRunner().query('SELECT 1'),
  'a query runner that has only connected': ({ data }) => data.createQueryRunner().connect(),
  'an open transaction': async ({ data }) => {
    const runner = data.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1');
  },
  'a failed transaction': async ({ data }) => {
    const runner = data.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1/0').catch(() => {});
  },
  'several query runners': async ({ data }) => {
    for (let n = 0; n < 3; n++) await data.createQueryRunner().query('SELECT 1');
  },
  'a statement that is not awaited': async ({ data }) => {
    void data.query('SELECT pg_sleep(0.05)').catch(() => {});
    await data.query('SELECT 1');
  },
  'a query runner of a query inside it': async ({ data, queries }, what = '') => {
    if (what === 'inner') return data.createQueryRunner().query('SELECT 1');
    return queries.execute(new Ask({ what: 'inner' }));
  },
} satisfies Record<string, (tools: Tools, what?: string) => unknown>;

describeTopologies('a query handler', (topology) => {
  const context = testContext({ topology, module: tillModule() });
  const pool = () => context.get(MultilithRuntime).databases.get('till')!.pool;
  const ask = (what = ''): Promise<{ text: string }> => context.execute(new Ask({ what }));
  const inUse = (): number => pool().totalCount - pool().idleCount;

  describe.each(Object.keys(leaks))('that leaves %s behind', (leak) => {
    it('gives its connections back when it ends', { timeout: 60_000 }, async () => {
      on.ask = (tools, what) => (leaks[leak] as (tools: Tools, what: string) => unknown)(tools, what);
      for (let n = 0; n < 40; n++) await ask();
      on.do = async ({ data }) => (await data.query('SELECT 1 AS one'))[0].one;
      expect(await context.execute(new Do({ what: '' }))).toEqual({ text: '1' });
      await expect.poll(inUse, { timeout: 10_000 }).toBeLessThan(3);
    });
  });

  it('is named in one warning, even if it leaks at every call', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: (hour += 3_600_000) });
    try {
      on.ask = leaks['a query runner']!;
      for (let n = 0; n < 5; n++) await ask();
    } finally {
      vi.useRealTimers();
    }
    const about = warnings.filter((line) => line.includes('had not released'));
    expect(about).toHaveLength(1);
    expect(about[0]).toMatch(/till\.Ask of 'till' ended with 1 database connection/);
  });

  it('that releases everything causes no warning', async () => {
    on.ask = async ({ data, entries }) => {
      const runner = data.createQueryRunner();
      try {
        await runner.query('SELECT 1');
      } finally {
        await runner.release();
      }
      await entries.find();
      await data.transaction('REPEATABLE READ', (manager) => manager.count(Entry));
    };
    await ask();
    expect(warnings).toEqual([]);
  });

  const writes: Record<string, (tools: Tools) => unknown> = {
    'Repository.save': ({ entries }) => entries.save({ text: 'written' }),
    'Repository.insert': ({ entries }) => entries.insert({ text: 'written' }),
    'Repository.update': ({ entries }) => entries.update({ id: 1 }, { text: 'written' }),
    'Repository.delete': ({ entries }) => entries.delete({ id: 1 }),
    'a query builder': ({ entries }) => entries.createQueryBuilder().insert().values({ text: 'written' }).execute(),
    'raw SQL': ({ data }) => data.query(`INSERT INTO entry (text) VALUES ('written')`),
    'a WITH that writes': ({ data }) =>
      data.query(`WITH new AS (INSERT INTO entry (text) VALUES ('written') RETURNING id) SELECT * FROM new`),
    'a transaction': ({ data }) => data.transaction((manager) => manager.save(Entry, { text: 'written' })),
    DDL: ({ data }) => data.query('CREATE TABLE written (id int)'),
    TRUNCATE: ({ data }) => data.query('TRUNCATE entry'),
  };
  const hidden: Record<string, (tools: Tools) => unknown> = {
    'a function that writes': ({ data }) => data.query(`SELECT note('written')`),
    nextval: ({ data }) => data.query(`SELECT nextval('ticket')`),
    'SELECT FOR UPDATE': ({ data }) => data.query('SELECT * FROM entry FOR UPDATE'),
    'a pessimistic lock': ({ data }) =>
      data.transaction((manager) =>
        manager.find(Entry, { lock: { mode: 'pessimistic_write' }, where: { text: 'none' } }),
      ),
    'BEGIN READ WRITE': async ({ data }) => {
      const runner = data.createQueryRunner();
      await runner.query('BEGIN READ WRITE');
      await runner.query(`INSERT INTO entry (text) VALUES ('written')`);
      await runner.query('COMMIT');
    },
    'SET default_transaction_read_only': async ({ data }) => {
      const runner = data.createQueryRunner();
      await runner.query('SET default_transaction_read_only = off');
      await runner.query(`INSERT INTO entry (text) VALUES ('written')`);
    },
    set_config: async ({ data }) => {
      const runner = data.createQueryRunner();
      await runner.query(`SELECT set_config('default_transaction_read_only', 'off', false)`);
      await runner.query(`INSERT INTO entry (text) VALUES ('written')`);
    },
  };
  const refused = async (write: (tools: Tools) => unknown): Promise<unknown> => {
    let seen: unknown;
    on.ask = async (tools) => {
      try {
        await write(tools);
      } catch (error) {
        seen = error;
      }
    };
    await ask();
    return seen;
  };

  it.each(Object.keys(writes))('may not write through %s', async (way) => {
    expect(await refused(writes[way]!)).toMatchObject({
      code: 'READ_ONLY_QUERY',
      remedy: expect.stringContaining('writingQueries: [Ask]'),
    });
    expect(await context.dataSource.getRepository(Entry).countBy({ text: 'written' })).toBe(0);
  });
  it.each(Object.keys(hidden))('may not write through %s either', async (way) => {
    expect(await refused(hidden[way]!)).toMatchObject({ code: 'READ_ONLY_QUERY' });
    expect(await context.dataSource.getRepository(Entry).countBy({ text: 'written' })).toBe(0);
  });

  it('that fails because of a write says so in the log, and its caller gets INTERNAL', async () => {
    on.ask = writes['Repository.save']!;
    await expect(ask()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(errors.join('\n')).toContain('tried to write');
  });

  it('resets the connection for others', async () => {
    for (let n = 0; n < 5; n++) {
      on.ask = async ({ data }) => (await data.query('SHOW transaction_read_only'))[0].transaction_read_only;
      expect(await ask()).toEqual({ text: 'on' });
      expect(await context.dataSource.query('SHOW transaction_read_only')).toEqual([{ transaction_read_only: 'off' }]);
      on.do = async ({ data }) => (await data.query('SHOW transaction_read_only'))[0].transaction_read_only;
      expect(await context.execute(new Do({ what: '' }))).toEqual({ text: 'off' });
      await context.dataSource.getRepository(Entry).insert({ text: 'outside' });
    }
  });

  describe('inside a command', () => {
    it("sees the command's uncommitted writes", async () => {
      on.do = async ({ entries, queries }) => {
        await entries.insert({ text: 'mine' });
        return (await queries.execute(new Ask({ what: '' }))).text;
      };
      on.ask = ({ entries }) => entries.countBy({ text: 'mine' });
      expect(Number((await context.execute(new Do({ what: '' }))).text)).toBeGreaterThan(0);
    });

    const ways = { ...writes, ...hidden };
    // A query runner of a command does not open its own transaction, so these are refused directly.
    const controls = ['BEGIN READ WRITE'];
    it.each(Object.keys(ways))('may not write through %s', async (way) => {
      let seen: unknown;
      on.ask = async (tools) => {
        try {
          await ways[way]!(tools);
        } catch (error) {
          seen = error;
        }
      };
      on.do = async ({ entries, queries }) => {
        await entries.insert({ text: `command ${way}` });
        await queries.execute(new Ask({ what: '' }));
        // The transaction of the command continues.
        await entries.insert({ text: `command ${way}` });
      };
      await context.execute(new Do({ what: '' }));
      expect(seen).toMatchObject({ code: controls.includes(way) ? 'TRANSACTION_CONTROL' : 'READ_ONLY_QUERY' });
      expect(await context.dataSource.getRepository(Entry).countBy({ text: 'written' })).toBe(0);
      expect(await context.dataSource.getRepository(Entry).countBy({ text: `command ${way}` })).toBe(2);
    });

    it('may not publish an event of the contract, as outside a command', async () => {
      const codes: unknown[] = [];
      on.ask = ({ events }) => {
        try {
          events.publish(new Rang({ bell: 'asked' }));
        } catch (error) {
          codes.push((error as { code?: unknown }).code);
        }
      };
      on.do = async ({ queries }) => void (await queries.execute(new Ask({ what: '' })));
      await ask();
      await context.execute(new Do({ what: '' }));
      expect(new Set(codes)).toEqual(new Set(['EVENT_IN_QUERY']));
      expect(await context.published(Rang)).toEqual([]);
    });

    it('may read with text that looks like a write', async () => {
      on.ask = async ({ data }) => (await data.query(`SELECT 'delete from x; insert into y' AS text`))[0].text;
      on.do = ({ queries }) => queries.execute(new Ask({ what: '' })).then(({ text }) => text);
      expect(await context.execute(new Do({ what: '' }))).toEqual({ text: 'delete from x; insert into y' });
    });
  });
});

describeTopologies('a query that its module lets write', (topology) => {
  const context = testContext({ topology, module: tillModule({ writingQueries: [Ask] }) });

  it('writes, alone and inside a command', async () => {
    on.ask = ({ entries }) => entries.insert({ text: 'asked' });
    on.do = ({ queries }) => queries.execute(new Ask({ what: '' }));
    await context.execute(new Ask({ what: '' }));
    await context.execute(new Do({ what: '' }));
    expect(await context.dataSource.getRepository(Entry).countBy({ text: 'asked' })).toBeGreaterThanOrEqual(2);
  });
});

describeTopologies('a query that may write around one that may not, around one that may', (topology) => {
  const context = testContext({ topology, module: tillModule({ writingQueries: [Ask] }) });

  it('changes nothing about what each of them may do', async () => {
    let refused: unknown;
    on.ask = ({ entries, queries }, what) =>
      what === 'innermost' ? entries.insert({ text: what }) : queries.execute(new Look(''));
    on.look = async ({ entries, queries }) => {
      refused = await entries.insert({ text: 'looked' }).catch((error: unknown) => error);
      await queries.execute(new Ask({ what: 'innermost' }));
    };
    await context.execute(new Ask({ what: '' }));
    expect(refused).toMatchObject({ code: 'READ_ONLY_QUERY', message: expect.stringContaining('till.Look') });
    expect(await context.dataSource.getRepository(Entry).countBy({ text: 'innermost' })).toBeGreaterThanOrEqual(1);
    expect(await context.dataSource.getRepository(Entry).countBy({ text: 'looked' })).toBe(0);
  });
});

describeTopologies('a context whose queries may all write', (topology) => {
  const context = testContext({ topology, module: tillModule({ writingQueries: 'all' }) });

  it('lets them', async () => {
    on.ask = ({ entries }) => entries.insert({ text: 'asked' });
    await context.execute(new Ask({ what: '' }));
    expect(await context.dataSource.getRepository(Entry).countBy({ text: 'asked' })).toBeGreaterThanOrEqual(1);
  });
});
