import { setImmediate as turn } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, handlerScope, Note, noteEvent, openNotes } from '../../test/note-context.js';
import { runInScope } from '../scope/call-scope.js';
import type { ContextDatabase } from '../database/context-database.js';

/** Timeout for conditions that usually hold within milliseconds. */
const PATIENT = { timeout: 15_000 };

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
beforeEach(() => notes.pool.query('TRUNCATE note, journal'));

const count = async (table = 'note'): Promise<number> => (await notes.pool.query(`SELECT FROM ${table}`)).rowCount ?? 0;
const insert = (id: number, text = ''): Promise<unknown> => notes.dataSource.getRepository(Note).insert({ id, text });
const inUse = (): number => notes.pool.totalCount - notes.pool.idleCount;

describe('a swallowed SQL error', () => {
  it('ends in an error that names it, not in a false success', async () => {
    const swallowed = asHandler(notes, async (unitOfWork) => {
      await insert(1);
      await insert(1).catch(() => {});
      unitOfWork.publish(noteEvent('1'));
    });
    await expect(swallowed).rejects.toMatchObject({
      code: 'TRANSACTION_ABORTED',
      message: expect.stringContaining('duplicate key'),
      cause: expect.objectContaining({ code: '23505' }),
    });
    expect(await count()).toBe(0);
    expect(await count('journal')).toBe(0);
    expect(inUse()).toBe(0);
  });

  it('is found too where it happened on the connection of a query runner', async () => {
    const hidden = asHandler(notes, async () => {
      await insert(1);
      const runner = notes.dataSource.createQueryRunner();
      const connection = (await runner.connect()) as { query(sql: string): Promise<unknown> };
      await connection.query('SELECT 1/0').catch(() => {});
    });
    await expect(hidden).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' });
    expect(await count()).toBe(0);
  });

  it('does not spoil the transaction when it happened in a nested one', async () => {
    await asHandler(notes, async () => {
      await insert(1);
      await notes.dataSource.transaction(() => insert(1)).catch(() => {});
      await insert(2);
    });
    expect(await count()).toBe(2);
  });

  it('reaches the caller with the code of PostgreSQL unless it is swallowed', async () => {
    const failed = asHandler(notes, async () => {
      await insert(1);
      await insert(1);
    });
    await expect(failed).rejects.toSatisfy(
      (error) => error instanceof QueryFailedError && error.driverError.code === '23505',
    );
  });

  it('may be a deferred constraint, which speaks at COMMIT', async () => {
    await notes.pool.query(
      'CREATE TABLE pair (id int PRIMARY KEY, other int REFERENCES pair DEFERRABLE INITIALLY DEFERRED)',
    );
    const failed = asHandler(notes, () => notes.dataSource.query('INSERT INTO pair VALUES (1, 2)'));
    await expect(failed).rejects.toMatchObject({ code: '23503' });
    expect(await count('pair')).toBe(0);
    expect(inUse()).toBe(0);
  });
});

describe('late work', () => {
  it('is refused after the commit, in every form', async () => {
    const unitOfWork = notes.begin();
    await runInScope(handlerScope(unitOfWork), async () => {
      await insert(1);
      await unitOfWork.commit();
      await expect(insert(2)).rejects.toMatchObject({ code: 'LATE_WRITE' });
      await expect(notes.dataSource.query('SELECT 1')).rejects.toMatchObject({ code: 'LATE_WRITE' });
      await expect(notes.dataSource.transaction(async () => {})).rejects.toMatchObject({ code: 'LATE_WRITE' });
      expect(() => unitOfWork.publish(noteEvent('2'))).toThrow(expect.objectContaining({ code: 'LATE_WRITE' }));
    });
    expect(await count()).toBe(1);
  });

  it('of a promise left behind is refused, and the handler does not succeed while it runs', async () => {
    let forgotten: Promise<unknown> | undefined;
    const left = asHandler(notes, async () => {
      await insert(1);
      forgotten = notes.dataSource.query(`SELECT pg_sleep(0.05)`).then(() => insert(2));
      forgotten.catch(() => {});
      await turn();
    });
    await expect(left).rejects.toMatchObject({ code: 'LATE_WRITE' });
    await expect(forgotten).rejects.toMatchObject({ code: 'LATE_WRITE' });
    expect(await count()).toBe(0);
    expect(inUse()).toBe(0);
  });
});

describe('Promise.all on one transaction', () => {
  it('runs one statement after the other and loses nothing', async () => {
    await asHandler(notes, () => Promise.all(Array.from({ length: 50 }, (_, id) => insert(id))));
    expect(await count()).toBe(50);
  });

  it('with a failing member rolls everything back and leaves no connection behind', async () => {
    const failed = asHandler(notes, () =>
      Promise.all([insert(1), insert(1), ...Array.from({ length: 20 }, (_, id) => insert(id + 10))]),
    );
    await expect(failed).rejects.toMatchObject({ code: '23505' });
    expect(await count()).toBe(0);
    expect(inUse()).toBe(0);
  });

  it('with a member that fails outside the database waits for the statement on its way', async () => {
    const failed = asHandler(notes, () =>
      Promise.all([notes.dataSource.query('SELECT pg_sleep(0.05)'), insert(1), Promise.reject(new Error('refused'))]),
    );
    await expect(failed).rejects.toThrow('refused');
    expect(await count()).toBe(0);
    expect(inUse()).toBe(0);
  });

  it('with allSettled and a failed member cannot commit', async () => {
    const settled = asHandler(notes, () => Promise.allSettled([insert(1), insert(1), insert(2)]));
    await expect(settled).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' });
    expect(await count()).toBe(0);
  });
});

describe('transaction control in SQL', () => {
  it.each(['COMMIT', 'ROLLBACK', 'BEGIN', 'SAVEPOINT x'])('%s is refused before it does harm', async (sql) => {
    const controlled = asHandler(notes, async () => {
      await insert(1);
      await notes.dataSource.query(sql);
    });
    await expect(controlled).rejects.toMatchObject({ code: 'TRANSACTION_CONTROL' });
    expect(await count()).toBe(0);
  });

  it('hidden behind another statement is found at the end', async () => {
    const hidden = asHandler(notes, () => notes.dataSource.query('SELECT 1; COMMIT'));
    await expect(hidden).rejects.toMatchObject({ code: 'TRANSACTION_CONTROL' });
    expect(inUse()).toBe(0);
  });
});

describe('a lost connection', () => {
  const killed = async (pid: number): Promise<void> => {
    await server.query('SELECT pg_terminate_backend($1)', [pid]);
    await expect.poll(() => server.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]), PATIENT).toEqual([]);
  };
  const backend = async (): Promise<number> => (await notes.dataSource.query('SELECT pg_backend_pid() AS pid'))[0].pid;

  it('between two statements says that nothing was committed', async () => {
    const lost = asHandler(notes, async () => {
      await insert(1);
      await killed(await backend());
      await insert(2);
    });
    await expect(lost).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringContaining('Nothing was committed'),
    });
    expect(await count()).toBe(0);
  });

  it('during a statement does too', async () => {
    const lost = asHandler(notes, async () => {
      await insert(1);
      const pid = await backend();
      const slow = notes.dataSource.query('SELECT pg_sleep(30)');
      await Promise.all([slow, killed(pid)]);
    });
    await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(await count()).toBe(0);
  });

  it('cannot be swallowed', async () => {
    const lost = asHandler(notes, async () => {
      await insert(1);
      await killed(await backend());
      await insert(2).catch(() => {});
    });
    await expect(lost).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED', cause: { code: 'CONNECTION_LOST' } });
  });

  it('while COMMIT is on its way says that the outcome is unknown', async () => {
    // A deferred trigger keeps COMMIT busy for long enough to lose the connection in it.
    await notes.pool.query(`
      CREATE TABLE slow (id int);
      CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle();`);
    let pid = 0;
    const lost = asHandler(notes, async () => {
      pid = await backend();
      await notes.dataSource.query('INSERT INTO slow VALUES (1)');
    });
    // oxlint-disable-next-line vitest/valid-expect -- awaited below
    const outcome = expect(lost).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
    await expect
      .poll(
        () =>
          server.query(`SELECT FROM pg_stat_activity WHERE pid = $1 AND query = 'COMMIT' AND state = 'active'`, [pid]),
        PATIENT,
      )
      .toHaveLength(1);
    await killed(pid);
    await outcome;
    expect(inUse()).toBe(0);
  });

  it('by idle-in-transaction timeout says what to do', async () => {
    const hasty = await openNotes(server.url, { idleInTransactionTimeoutMs: 300 });
    const lost = asHandler(hasty.database, async () => {
      const [{ pid }] = await hasty.database.dataSource.query('SELECT pg_backend_pid() AS pid');
      await expect.poll(() => server.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]), PATIENT).toEqual([]);
      await hasty.database.dataSource.query('SELECT 1');
    });
    await expect(lost).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      remedy: expect.stringContaining('idle-in-transaction'),
    });
    await hasty.close();
  });
});

it('a statement has an end', async () => {
  const limited = await openNotes(server.url, { statementTimeoutMs: 500 });
  const endless = asHandler(limited.database, () => limited.database.dataSource.query('SELECT pg_sleep(30)'));
  await expect(endless).rejects.toMatchObject({ code: '57014' });
  await limited.close();
});

describe('a stream', () => {
  it('inside a unit of work is refused with what to do instead', async () => {
    const streamed = asHandler(notes, () => notes.dataSource.createQueryRunner().stream('SELECT * FROM note'));
    await expect(streamed).rejects.toMatchObject({ code: 'STREAM_IN_TRANSACTION' });
    expect(inUse()).toBe(0);
  });
});
