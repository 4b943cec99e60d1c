import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { asHandler, Note, noteEvent, openNotes } from '../../test/note-context.js';
import type { ContextDatabase } from '../database/context-database.js';
import type { UnitOfWork } from './unit-of-work.js';

/** A command or nested transaction with its children. The parent catches failures of its children. */
interface Part {
  readonly id: number;
  readonly kind: 'command' | 'transaction';
  readonly fails: 'not' | 'by itself' | 'in the database';
  readonly writes: 'first' | 'last' | 'not';
  /** Commands may be sent side by side. */
  readonly sideBySide: boolean;
  readonly parts: readonly Part[];
}

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

/** Returns seeded pseudo-random numbers (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function treeOf(random: (below: number) => number, depth: number, nextId: () => number): Part {
  const sideBySide = random(2) === 0;
  const count = depth === 0 ? 0 : random(4);
  return {
    id: nextId(),
    kind: random(4) === 0 ? 'transaction' : 'command',
    fails: (['not', 'not', 'by itself', 'in the database'] as const)[random(4)]!,
    writes: (['first', 'last', 'not'] as const)[random(3)]!,
    sideBySide,
    parts: Array.from({ length: count }, () => {
      const part = treeOf(random, depth - 1, nextId);
      // Concurrent nested transactions are refused; another spec covers that.
      return sideBySide ? { ...part, kind: 'command' as const } : part;
    }),
  };
}

const keptIn = (part: Part): number[] =>
  part.fails === 'not' ? [...(part.writes === 'not' ? [] : [part.id]), ...part.parts.flatMap(keptIn)] : [];

async function run(unitOfWork: UnitOfWork, part: Part): Promise<void> {
  const write = async (when: Part['writes']): Promise<void> => {
    if (part.writes !== when) return;
    unitOfWork.publish(noteEvent(String(part.id)));
    await notes.dataSource.getRepository(Note).insert({ id: part.id, text: '' });
  };
  const open = (inner: Part): Promise<unknown> => {
    const work = (): Promise<void> => run(unitOfWork, inner);
    return (inner.kind === 'command' ? unitOfWork.join(work) : notes.dataSource.transaction(work)).catch(() => {});
  };
  await write('first');
  if (part.sideBySide) await Promise.all([...part.parts.map(open), notes.dataSource.query('SELECT 1')]);
  else for (const inner of part.parts) await open(inner);
  await write('last');
  if (part.fails === 'by itself') throw new Error('on purpose');
  if (part.fails === 'in the database') await notes.dataSource.query('SELECT 1/0');
}

it(
  'keeps just what succeeded in what succeeded, however commands and nested transactions are arranged',
  { timeout: 60_000 },
  async () => {
    for (let seed = 1; seed <= 40; seed++) {
      let ids = 0;
      const tree = { ...treeOf(randomOf(seed), 3, () => ++ids), fails: 'not' as const };
      await asHandler(notes, (unitOfWork) => run(unitOfWork, tree));
      const rows = await notes.pool.query<{ id: number }>('SELECT id FROM note ORDER BY id');
      const events = await notes.pool.query<{ key: string }>('SELECT key FROM journal');
      const expected = keptIn(tree).sort((a, b) => a - b);
      const found = { rows: rows.rows.map(({ id }) => id), events: events.rows.map(({ key }) => Number(key)) };
      found.events.sort((a, b) => a - b);
      expect({ seed, ...found }).toEqual({ seed, rows: expected, events: expected });
      await notes.pool.query('TRUNCATE note, journal');
    }
    expect(notes.pool.idleCount).toBe(notes.pool.totalCount);
  },
);
