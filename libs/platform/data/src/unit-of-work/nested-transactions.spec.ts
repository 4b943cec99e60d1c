import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, Note, noteEvent, openNotes } from '../../test/note-context.js';
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
beforeEach(() => notes.pool.query('TRUNCATE note, journal'));

const ids = async (): Promise<number[]> =>
  (await notes.pool.query<{ id: number }>('SELECT id FROM note ORDER BY id')).rows.map(({ id }) => id);
const insert = (id: number): Promise<unknown> => notes.dataSource.getRepository(Note).insert({ id, text: '' });
const refuse = (): never => {
  throw new Error('refused');
};

describe('a nested transaction', () => {
  it('that fails undoes only itself', async () => {
    await asHandler(notes, async () => {
      await insert(1);
      const inner = notes.dataSource.transaction(async (manager) => {
        await manager.insert(Note, { id: 2, text: '' });
        await insert(3);
        refuse();
      });
      await expect(inner).rejects.toThrow('refused');
      await insert(4);
    });
    expect(await ids()).toEqual([1, 4]);
  });

  it('may hold another one, through whatever manager', async () => {
    await asHandler(notes, () =>
      notes.dataSource.transaction(async (outer) => {
        await outer.insert(Note, { id: 1, text: '' });
        await outer
          .transaction(async (inner) => {
            await inner.insert(Note, { id: 2, text: '' });
            refuse();
          })
          .catch(() => {});
        await notes.dataSource.manager.transaction(() => insert(3));
      }),
    );
    expect(await ids()).toEqual([1, 3]);
  });

  it('takes the events published in it with it', async () => {
    await asHandler(notes, async (unitOfWork) => {
      unitOfWork.publish(noteEvent('kept'));
      await notes.dataSource
        .transaction(async () => {
          await insert(1);
          unitOfWork.publish(noteEvent('dropped'));
          refuse();
        })
        .catch(() => {});
      unitOfWork.publish(noteEvent('also kept'));
    });
    const { rows } = await notes.pool.query('SELECT key FROM journal ORDER BY id');
    expect(rows.map(({ key }) => key)).toEqual(['kept', 'also kept']);
  });

  it('on a query runner by hand is a savepoint', async () => {
    await asHandler(notes, async () => {
      const runner = notes.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.manager.insert(Note, { id: 1, text: '' });
      await runner.rollbackTransaction();
      await runner.startTransaction();
      await insert(2);
      await runner.commitTransaction();
      await runner.release();
    });
    expect(await ids()).toEqual([2]);
  });

  it('sets the isolation level where it is the first thing that happens', async () => {
    const level = async (): Promise<string> =>
      (await notes.dataSource.query('SHOW transaction_isolation'))[0].transaction_isolation;
    await asHandler(notes, async () => {
      expect(await notes.dataSource.transaction('SERIALIZABLE', level)).toBe('serializable');
    });
    const tooLate = asHandler(notes, async () => {
      await level();
      await notes.dataSource.transaction('SERIALIZABLE', level);
    });
    await expect(tooLate).rejects.toMatchObject({
      code: 'NESTED_TRANSACTION',
      message: expect.stringContaining('SERIALIZABLE'),
    });
  });
});

describe('what overlaps is refused instead of landing in the wrong savepoint', () => {
  it('two siblings at once', async () => {
    const siblings = asHandler(notes, () =>
      Promise.all([notes.dataSource.transaction(() => insert(1)), notes.dataSource.transaction(() => insert(2))]),
    );
    await expect(siblings).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    expect(await ids()).toEqual([]);
  });

  it('two siblings at once on one manager', async () => {
    const siblings = asHandler(notes, () =>
      notes.dataSource.transaction((manager) =>
        Promise.all([manager.transaction(() => insert(1)), manager.transaction(() => insert(2))]),
      ),
    );
    await expect(siblings).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    expect(await ids()).toEqual([]);
  });

  it('a statement from outside beside a nested transaction', async () => {
    const beside = asHandler(notes, async () => {
      await insert(1);
      await Promise.all([notes.dataSource.transaction(() => insert(2)), insert(3)]);
    });
    await expect(beside).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    expect(await ids()).toEqual([]);
  });

  it('a refused sibling does not end the other one', async () => {
    const [first, second] = await asHandler(notes, () =>
      Promise.allSettled([
        notes.dataSource.transaction(() => insert(1)),
        notes.dataSource.transaction(() => insert(2)),
      ]),
    );
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(await ids()).toEqual([1]);
  });

  it('one that is left open when the handler returns', async () => {
    const open = asHandler(notes, async () => {
      await notes.dataSource.createQueryRunner().startTransaction();
      await insert(1);
    });
    await expect(open).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    expect(await ids()).toEqual([]);
  });

  it('a commit of what was never begun', async () => {
    const never = asHandler(notes, () => notes.dataSource.createQueryRunner().commitTransaction());
    await expect(never).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
  });
});
