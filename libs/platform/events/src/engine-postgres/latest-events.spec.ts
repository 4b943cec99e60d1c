import { afterAll, beforeAll, expect, it } from 'vitest';
import { openContexts, anEvent, type TestContexts } from '@multilith/data/testing';
import { publish } from '../testing/postgres-engine.js';
import { latestEvents } from './latest-events.js';

let contexts: TestContexts;
beforeAll(async () => {
  contexts = await openContexts(['notes']);
});
afterAll(() => contexts.drop());

it('the latest events of a context come first, no more than asked for, without their content', async () => {
  const notes = contexts.of('notes');
  expect(await latestEvents(notes.pool, 3)).toEqual([]);
  for (const key of ['a', 'b', 'c'.repeat(120), 'd']) await publish(notes, anEvent(key, {}, 'notes.NoteChanged'));
  const event = (key: string) => ({ name: 'notes.NoteChanged', key, occurredAt: expect.any(Date) });
  expect(await latestEvents(notes.pool, 3)).toEqual([event('d'), event('c'.repeat(100)), event('b')]);
});
