import { event, personal, type JsonValue } from '@multilith/contract';
import type { JournaledEvent } from '@multilith/data';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EventReadings, readStoredEvent, UnreadableEventError } from './stored-event.js';
import { personalValuesOf } from './stored-personal-values.js';

const key = ({ id }: { id: string }): string => id;
class PlacedV1 extends event('orders.Placed', {
  payload: z.object({ id: z.string(), buyer: personal(z.string()).optional() }),
  key,
}) {}
let convert: (v1: PlacedV1) => { id: string; at: Date } = ({ id }) => ({ id, at: new Date(7) });
class Placed extends event('orders.Placed', {
  version: 2,
  payload: z.object({ id: z.string(), at: z.date() }),
  key,
  earlier: { 1: PlacedV1 },
  upcast: { 1: (v1) => convert(v1) },
}) {}

const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const stored = (version: number, payload: JsonValue, headers: object = {}): JournaledEvent => ({
  ...{ eventId: 'e1', name: 'orders.Placed', key: 'a', lane: 0, position: 1n, occurredAt: new Date(0) },
  ...{ version, payload, headers: { trace, ...headers } },
});
const readings = (): EventReadings => new EventReadings(new Map([['orders.Placed', Placed]]), 'mail.send');
const problemOf = (event: JournaledEvent): string => {
  const problem = readings().unreadableBecause(event);
  expect(problem).toBeInstanceOf(UnreadableEventError);
  expect(problem).toMatchObject({ code: 'CONTRACT_MISMATCH' });
  return problem!.message;
};

describe('a stored event', () => {
  it('is read in the version of its reader, or converted to it', () => {
    const at = new Date(5).toISOString();
    expect(readStoredEvent(Placed, stored(2, { id: 'a', at }), 'x')).toEqual({ id: 'a', at: new Date(5) });
    expect(readStoredEvent(Placed, stored(1, { id: 'a' }), 'x')).toEqual({ id: 'a', at: new Date(7) });
    expect(readStoredEvent(PlacedV1, stored(2, { id: 'a', at }, { earlier: { 1: { id: 'b' } } }), 'x')).toEqual({
      id: 'b',
    });
  });

  it('is refused in any other version, with both versions and the remedy', () => {
    expect(problemOf(stored(3, { id: 'a' }))).toMatch(
      /stored as version 3 of orders\.Placed; mail\.send reads version 2 and, through upcasters, 1 .* Deploy mail\.send with the contract that has version 3/,
    );
    expect(problemOf(stored(0, { id: 'a' }))).toMatch(/stored as version 0 .* Add an upcaster from version 0/);
    // An older form that is stored beside an unknown version is not read in its place.
    expect(problemOf(stored(3, { id: 'a' }, { earlier: { 1: { id: 'a' } } }))).toContain('stored as version 3');
    expect(problemOf(stored(3, {}, { earlier: JSON.parse('{"__proto__": {"2": {"id": "a"}}}') as object }))).toContain(
      'stored as version 3',
    );
  });

  it('is refused if it does not fit its version, or the form of it that lies beside', () => {
    expect(problemOf(stored(2, { id: 'a' }))).toContain(
      'does not fit version 2 of orders.Placed as mail.send knows it',
    );
    expect(problemOf(stored(1, { id: 5 }))).toContain('does not fit version 1 of orders.Placed');
    expect(problemOf(stored(3, { id: 'a' }, { earlier: { 2: { id: 'a' } } }))).toContain('does not fit version 2');
  });

  it.each([
    [
      'throws',
      (): never => {
        throw 'odd';
      },
    ],
    ['returns something else', () => ({ id: 'a' }) as never],
    ['is asynchronous', (async () => ({ id: 'a', at: new Date() })) as never],
    ['returns nothing', () => undefined as never],
  ])('is refused if its upcaster %s', (_what, broken) => {
    const good = convert;
    convert = broken;
    expect(problemOf(stored(1, { id: 'a' }))).toContain(
      'was stored as version 1 of orders.Placed, and the upcaster of mail.send to version 2 fails for it',
    );
    convert = good;
  });

  it('is decoded once for the question and the delivery, and again for every further attempt', () => {
    let decoded = 0;
    const good = convert;
    convert = (v1) => {
      decoded++;
      return good(v1);
    };
    const event = stored(1, { id: 'a' });
    const read = readings();
    expect(read.unreadableBecause(event)).toBeUndefined();
    expect(read.unreadableBecause(event)).toBeUndefined();
    const first = read.take(event) as Placed;
    expect(decoded).toBe(1);
    first.at.setTime(0); // A handler can do that to a date.
    expect(read.take(event)).toEqual({ id: 'a', at: new Date(7) });
    expect(decoded).toBe(2);
    convert = good;
  });

  it('shows the personal values of every version it was stored in', () => {
    const both = stored(2, { id: 'a' }, { earlier: { 1: { id: 'a', buyer: 'Ada' } } });
    expect(personalValuesOf(Placed, both)).toEqual(['Ada']);
    expect(personalValuesOf(Placed, stored(1, { id: 'a', buyer: 'Bob' }))).toEqual(['Bob']);
  });
});
