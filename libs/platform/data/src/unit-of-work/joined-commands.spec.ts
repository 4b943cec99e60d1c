import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, handlerScope, Note, noteEvent, openNotes } from '../../test/note-context.js';
import { runInScope } from '../scope/call-scope.js';
import type { ContextDatabase } from '../database/context-database.js';
import { MAX_WAIT_MS } from './nested-transactions.js';

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
afterEach(() => void vi.restoreAllMocks());

const ids = async (): Promise<number[]> =>
  (await notes.pool.query<{ id: number }>('SELECT id FROM note ORDER BY id')).rows.map(({ id }) => id);
const insert = (id: number): Promise<unknown> => notes.dataSource.getRepository(Note).insert({ id, text: '' });
const read = (): Promise<unknown> => notes.dataSource.query('SELECT 1');
const refuse = (): never => {
  throw new Error('refused');
};
const gate = (): { opened: Promise<void>; open: () => void } => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
};

/** First words of what was sent, in groups of what was sent without waiting for an answer in between. */
function watchTrips(): string[][] {
  const trips: string[][] = [];
  let unanswered = 0;
  const original = pg.Client.prototype.query as (this: unknown, ...args: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: unknown, ...args: unknown[]) {
    const [first] = args as [string | { text: string }];
    const text = typeof first === 'string' ? first : first.text;
    if (unanswered++ === 0) trips.push([]);
    trips.at(-1)!.push(text.replace(/^(\w+ TO SAVEPOINT|SAVEPOINT|RELEASE SAVEPOINT|\w+).*$/s, '$1'));
    const answer = original.apply(this, args) as Promise<unknown>;
    void Promise.allSettled([answer]).then(() => unanswered--);
    return answer;
  } as never);
  return trips;
}

describe('round trips of a command that joins', () => {
  it('are none for savepoint and release', async () => {
    const trips = watchTrips();
    await asHandler(notes, async (unitOfWork) => {
      await unitOfWork.join(() => insert(1));
      await unitOfWork.join(() => insert(2));
      await read();
      await unitOfWork.join(() => insert(3));
    });
    expect(trips).toEqual([
      ['BEGIN'],
      ['SAVEPOINT', 'INSERT'],
      ['RELEASE SAVEPOINT', 'SAVEPOINT', 'INSERT'],
      ['RELEASE SAVEPOINT', 'SELECT'],
      ['SAVEPOINT', 'INSERT'],
      ['COMMIT'],
    ]);
  });

  it('are none at all where it runs no statement, even if it fails', async () => {
    const trips = watchTrips();
    await asHandler(notes, async (unitOfWork) => {
      await read();
      await unitOfWork.join(async () => {});
      await unitOfWork.join(async () => unitOfWork.publish(noteEvent('a')));
      await unitOfWork.join(async () => (unitOfWork.publish(noteEvent('b')), refuse())).catch(() => {});
    });
    expect(trips.slice(0, 2)).toEqual([['BEGIN'], ['SELECT']]);
    expect(trips.flat()).not.toContain('SAVEPOINT');
    expect((await notes.pool.query('SELECT key FROM journal')).rows).toEqual([{ key: 'a' }]);
  });

  it('share one savepoint between levels that begin together', async () => {
    const trips = watchTrips();
    await asHandler(notes, (unitOfWork) =>
      unitOfWork.join(async () => {
        await unitOfWork.join(() => unitOfWork.join(async () => (await insert(1), refuse()))).catch(() => {});
        await insert(2);
      }),
    );
    expect(trips).toEqual([
      ['BEGIN'],
      ['SAVEPOINT', 'INSERT'],
      ['ROLLBACK TO SAVEPOINT'],
      ['SAVEPOINT', 'INSERT'],
      ['COMMIT'],
    ]);
    expect(await ids()).toEqual([2]);
  });

  it('send a value that only pg can judge after the savepoint, not with it', async () => {
    await asHandler(notes, async (unitOfWork) => {
      const unsendable = { toPostgres: refuse };
      await unitOfWork
        .join(async () => {
          await insert(1);
          await unitOfWork.execute('SELECT $1', [unsendable]);
        })
        .catch(() => {});
      await unitOfWork.join(() => unitOfWork.execute('SELECT $1', [unsendable])).catch(() => {});
      await insert(2);
    });
    expect(await ids()).toEqual([2]);
  });
});

describe('what runs beside a command that joined', () => {
  it('waits for its end if it writes, and is not undone with it', async () => {
    await asHandler(notes, async (unitOfWork) => {
      const inside = gate();
      const failing = unitOfWork.join(async () => {
        await insert(1);
        await inside.opened;
        refuse();
      });
      const others = [unitOfWork.join(() => insert(2)), insert(3), unitOfWork.join(() => insert(4))];
      unitOfWork.publish(noteEvent('beside'));
      await read();
      inside.open();
      await expect(failing).rejects.toThrow('refused');
      await Promise.all(others);
    });
    expect(await ids()).toEqual([2, 3, 4]);
    expect((await notes.pool.query('SELECT key FROM journal')).rows).toEqual([{ key: 'beside' }]);
  });

  it('waits as a nested transaction too', async () => {
    await asHandler(notes, async (unitOfWork) => {
      const failing = unitOfWork.join(async () => (await insert(1), refuse()));
      const beside = notes.dataSource.transaction(() => insert(2));
      await expect(failing).rejects.toThrow('refused');
      await beside;
    });
    expect(await ids()).toEqual([2]);
  });

  it('may read at once, so that a command can wait for what its caller reads', async () => {
    await asHandler(notes, async (unitOfWork) => {
      const wanted = gate();
      const loaded = wanted.opened.then(read);
      await unitOfWork.join(async () => {
        await insert(1);
        wanted.open();
        await loaded;
      });
    });
    expect(await ids()).toEqual([1]);
  });

  it('reads what it wants although the command fails in the database just before', async () => {
    await asHandler(notes, async (unitOfWork) => {
      await insert(1);
      const failing = unitOfWork.join(() => unitOfWork.execute('SELECT 1/0'));
      const reads = Array.from({ length: 3 }, () => unitOfWork.execute('SELECT id FROM note'));
      await expect(failing).rejects.toMatchObject({ code: '22012' });
      for (const { rows } of await Promise.all(reads)) expect(rows).toEqual([{ id: 1 }]);
    });
    expect(await ids()).toEqual([1]);
  });

  it('is refused after half a minute where both wait for each other, and nothing hangs', async () => {
    const stuck = asHandler(notes, async (unitOfWork) => {
      await read();
      const written = gate();
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const both = Promise.all([unitOfWork.join(() => written.opened), insert(1).then(written.open)]);
        both.catch(() => {});
        await vi.advanceTimersByTimeAsync(MAX_WAIT_MS);
        await both;
      } finally {
        vi.useRealTimers();
      }
    });
    await expect(stuck).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    expect(notes.pool.idleCount).toBe(notes.pool.totalCount);
  });

  it('is refused at the deadline if that comes first', async () => {
    const deadline = Date.now() + 200;
    const unitOfWork = notes.begin();
    const scope = handlerScope(unitOfWork, deadline);
    const written = gate();
    const stuck = runInScope(scope, () =>
      Promise.all([unitOfWork.join(() => written.opened), insert(1).then(written.open)]),
    );
    await expect(stuck).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    // Timers and the clock may differ by a millisecond.
    expect(Date.now()).toBeGreaterThanOrEqual(deadline - 2);
    await unitOfWork.rollback();
  });

  it('counts as written only while it is', async () => {
    await asHandler(notes, async (unitOfWork) => {
      await unitOfWork.join(async () => (await insert(1), refuse())).catch(() => {});
      expect(unitOfWork.hasWritten).toBe(false);
      await unitOfWork.join(() => insert(1));
      expect(unitOfWork.hasWritten).toBe(true);
    });
  });
});

describe('a command that joined and was not awaited', () => {
  it('does not commit half', async () => {
    let forgotten: Promise<unknown> | undefined;
    const never = gate();
    const left = asHandler(notes, async (unitOfWork) => {
      forgotten = unitOfWork.join(async () => {
        await insert(1);
        await never.opened;
        await insert(2);
      });
      forgotten.catch(() => {});
      await insert(3);
    });
    never.open();
    await expect(left).resolves.toBeUndefined();
    await expect(forgotten).resolves.toBeUndefined();
    expect(await ids()).toEqual([1, 2, 3]);

    const hanging = gate();
    const half = asHandler(notes, async (unitOfWork) => {
      const begun = gate();
      forgotten = unitOfWork.join(async () => {
        await insert(4);
        begun.open();
        await hanging.opened;
        await insert(5);
      });
      forgotten.catch(() => {});
      await begun.opened;
    });
    await expect(half).rejects.toMatchObject({ code: 'LATE_WRITE' });
    hanging.open();
    await expect(forgotten).rejects.toMatchObject({ code: 'LATE_WRITE' });
    expect(await ids()).toEqual([1, 2, 3]);
  });

  it('may go on if it touches no data', async () => {
    const outside = gate();
    let forgotten: Promise<unknown> | undefined;
    await asHandler(notes, async (unitOfWork) => {
      forgotten = unitOfWork.join(async () => (await outside.opened, 'sent'));
      await unitOfWork.execute('SELECT 1');
    });
    outside.open();
    await expect(forgotten).resolves.toBe('sent');
  });

  it('may not write after it failed, in what is left of it', async () => {
    const later = gate();
    let leftover: Promise<unknown> | undefined;
    await asHandler(notes, async (unitOfWork) => {
      await unitOfWork
        .join(async () => {
          leftover = later.opened.then(() => insert(1));
          leftover.catch(() => {});
          refuse();
        })
        .catch(() => {});
      later.open();
      await expect(leftover).rejects.toMatchObject({ code: 'LATE_WRITE' });
      await insert(2);
    });
    expect(await ids()).toEqual([2]);
  });
});

it('a connection that is lost inside a command cannot be caught away', async () => {
  const lost = asHandler(notes, async (unitOfWork) => {
    await insert(1);
    await unitOfWork
      .join(async () => {
        const [{ pid }] = await notes.dataSource.query('SELECT pg_backend_pid() AS pid');
        await server.query('SELECT pg_terminate_backend($1)', [pid]);
        await expect
          .poll(() => server.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]), { timeout: 15_000 })
          .toEqual([]);
        await insert(2);
      })
      .catch(() => {});
  });
  await expect(lost).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED', cause: { code: 'CONNECTION_LOST' } });
  expect(await ids()).toEqual([]);
});
