import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { asHandler, noteEvent, openNotes } from '../../test/note-context.js';
import type { ContextDatabase } from '../database/context-database.js';
import { latestEvents } from './latest-events.js';

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

it('the latest events of a context come first, no more than asked for, without their content', async () => {
  expect(await latestEvents(notes.pool, 3)).toEqual([]);
  for (const key of ['a', 'b', 'c'.repeat(120), 'd'])
    await asHandler(notes, async (unitOfWork) => unitOfWork.publish(noteEvent(key)));
  const event = (key: string) => ({ name: 'notes.NoteChanged', key, occurredAt: expect.any(Date) });
  expect(await latestEvents(notes.pool, 3)).toEqual([event('d'), event('c'.repeat(100)), event('b')]);
});
