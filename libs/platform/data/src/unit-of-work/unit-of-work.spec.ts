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

const journal = async (): Promise<string[]> =>
  (await notes.pool.query<{ key: string }>('SELECT key FROM journal ORDER BY id')).rows.map(({ key }) => key);
const insert = (id: number): Promise<unknown> => notes.dataSource.getRepository(Note).insert({ id, text: '' });

describe('events', () => {
  it('commit with the data, in the order in which they were published', async () => {
    await asHandler(notes, async (unitOfWork) => {
      unitOfWork.publish(noteEvent('a'));
      await insert(1);
      unitOfWork.publish(noteEvent('b'));
      unitOfWork.publish(noteEvent('c'));
      expect(await journal()).toEqual([]);
    });
    expect(await journal()).toEqual(['a', 'b', 'c']);
  });

  it('commit without any data', async () => {
    await asHandler(notes, async (unitOfWork) => unitOfWork.publish(noteEvent('alone')));
    expect(await journal()).toEqual(['alone']);
  });

  it('roll back with the data', async () => {
    const refused = asHandler(notes, async (unitOfWork) => {
      await insert(1);
      unitOfWork.publish(noteEvent('a'));
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    expect(await journal()).toEqual([]);
  });

  it('wake the listeners once per commit that appended some, and only then', async () => {
    let calls = 0;
    const stop = notes.onJournaled(() => calls++);
    await asHandler(notes, () => insert(1));
    await asHandler(notes, async (unitOfWork) => {
      unitOfWork.publish(noteEvent('a'));
      unitOfWork.publish(noteEvent('b'));
      expect(calls).toBe(0);
    });
    expect(calls).toBe(1);
    await asHandler(notes, async (unitOfWork) => {
      unitOfWork.publish(noteEvent('c'));
      throw new Error('refused');
    }).catch(() => {});
    stop();
    await asHandler(notes, async (unitOfWork) => unitOfWork.publish(noteEvent('d')));
    expect(calls).toBe(1);
  });

  it('that cannot be appended take the data with them, whatever COMMIT says', async () => {
    for (const broken of [{ version: null }, { key: 'nul \0' }, { occurredAt: 'never' }, { payload: 1n }]) {
      const failed = asHandler(notes, async (unitOfWork) => {
        await insert(1);
        unitOfWork.publish({ ...noteEvent('a'), ...(broken as object) });
      });
      await expect(failed).rejects.toThrow();
      expect((await notes.pool.query('SELECT FROM note')).rowCount).toBe(0);
      expect(await journal()).toEqual([]);
      expect(notes.pool.idleCount).toBe(notes.pool.totalCount);
    }
  });

  it('cost one statement, however many they are, without a BEGIN if there is nothing else', async () => {
    const statements: string[] = [];
    const client = await notes.pool.connect();
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (statement: string | { text: string }, ...rest: []) => {
        statements.push((typeof statement === 'string' ? statement : statement.text).split(/\s/)[0]!);
        return query(statement as string, ...rest);
      },
    });
    client.release();
    await asHandler(notes, async (unitOfWork) => {
      for (let index = 0; index < 20; index++) unitOfWork.publish(noteEvent(String(index)));
    });
    Object.assign(client, { query });
    expect(statements).toEqual(['INSERT']);
  });
});

describe('hasWritten', () => {
  const after = (work: () => Promise<unknown>): Promise<boolean> =>
    asHandler(notes, async (unitOfWork) => {
      await work();
      return unitOfWork.hasWritten;
    });

  it('is false after reads, row locks and statements of the runtime', async () => {
    expect(await after(() => notes.dataSource.getRepository(Note).find())).toBe(false);
    expect(await after(() => notes.dataSource.query('SELECT * FROM note FOR UPDATE'))).toBe(false);
    const internal = asHandler(notes, async (unitOfWork) => {
      await unitOfWork.query('INSERT INTO note VALUES ($1, $2)', [1, '']);
      return unitOfWork.hasWritten;
    });
    expect(await internal).toBe(false);
  });

  it('is true after a write through TypeORM or SQL, and after an event', async () => {
    expect(await after(() => insert(2))).toBe(true);
    expect(
      await after(() =>
        notes.dataSource.query(`WITH n AS (INSERT INTO note VALUES (3, '') RETURNING *) SELECT * FROM n`),
      ),
    ).toBe(true);
    const published = asHandler(notes, async (unitOfWork) => {
      unitOfWork.publish(noteEvent('a'));
      return unitOfWork.hasWritten;
    });
    expect(await published).toBe(true);
  });
});

it('a unit of work ends once', async () => {
  const unitOfWork = notes.begin();
  await unitOfWork.commit();
  await expect(unitOfWork.commit()).rejects.toMatchObject({ code: 'LATE_WRITE' });
  await unitOfWork.rollback();
});
