import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, event, idempotencyKeyOf, query } from '../index.js';
import { downcastAnswer, downcastTo, inputOf, upcastTo } from './convert.js';

const key = ({ id }: { id: string }): string => id;

class PlacedV1 extends event('orders.Placed', { payload: z.object({ id: z.string(), total: z.int() }), key }) {}
class PlacedV2 extends event('orders.Placed', {
  version: 2,
  payload: z.object({ id: z.string(), pence: z.int().nonnegative() }),
  key,
  earlier: { 1: PlacedV1 },
  upcast: { 1: ({ id, total }) => ({ id, pence: total }) },
  downcast: { 1: ({ id, pence }) => ({ id, total: pence }) },
}) {}
class Placed extends event('orders.Placed', {
  version: 3,
  payload: z.object({ id: z.string(), price: z.object({ pence: z.int() }) }),
  key,
  earlier: { 2: PlacedV2 },
  upcast: { 2: ({ id, pence }) => ({ id, price: { pence } }) },
}) {}

describe('an event of an earlier version', () => {
  it('becomes one of the current class, also across several versions', () => {
    const placed = new Placed({ id: 'a', price: { pence: 7 } });
    expect(upcastTo(Placed, new PlacedV2({ id: 'a', pence: 7 }))).toEqual(placed);
    expect(upcastTo(Placed, new PlacedV1({ id: 'a', total: 7 }))).toEqual(placed);
  });

  it('is refused if its content does not fit once it is converted', () => {
    expect(() => upcastTo(PlacedV2, new PlacedV1({ id: 'a', total: -7 }))).toThrow('INVALID_MESSAGE: orders.Placed');
  });

  it('is made of a current one where a downcast is declared', () => {
    expect(downcastTo(PlacedV1, new PlacedV2({ id: 'a', pence: 7 }))).toEqual(new PlacedV1({ id: 'a', total: 7 }));
    expect(() => downcastTo(PlacedV2, new Placed({ id: 'a', price: { pence: 7 } }))).toThrow(
      'orders.Placed version 3 declares no downcast to version 2.',
    );
  });

  it.each([
    [
      'a later version',
      PlacedV1,
      new PlacedV2({ id: 'a', pence: 7 }),
      'version 1 does not know orders.Placed version 2',
    ],
    [
      'its own version',
      PlacedV1,
      new PlacedV1({ id: 'a', total: 7 }),
      'version 1 does not know orders.Placed version 1',
    ],
    ['something that is not a message', PlacedV2, {}, 'version 2 does not know something that is not a message'],
  ])('is not %s', (_, current, message, text) => {
    expect(() => upcastTo<object>(current, message)).toThrow(text);
  });
});

describe('a request of an earlier version', () => {
  const access = 'public';
  class HoldV1 extends command('orders.Hold', {
    input: z.object({ id: z.string() }),
    output: z.object({ days: z.int() }),
    access,
  }) {}
  class Hold extends command('orders.Hold', {
    version: 2,
    input: z.object({ id: z.string(), why: z.string() }),
    output: z.object({ days: z.int(), hours: z.int() }),
    access,
    earlier: { 1: HoldV1 },
    upcast: { 1: ({ id }) => ({ id, why: '' }) },
  }) {}

  it('keeps its idempotency key', () => {
    expect(idempotencyKeyOf(upcastTo(Hold, new HoldV1({ id: 'a' }, { idempotencyKey: 'k' })))).toBe('k');
  });

  it('is answered without what its version does not describe', () => {
    expect(downcastAnswer(Hold, HoldV1, { days: 1, hours: 2 })).toEqual({ days: 1 });
    expect(() => downcastAnswer(Hold, HoldV1, { hours: 2 })).toThrow(z.ZodError);
  });

  it('is answered by the conversion that is declared', () => {
    class HoldV3 extends command('orders.Hold', {
      version: 3,
      input: z.object({ id: z.string() }),
      output: z.object({ hours: z.int() }),
      access,
      earlier: { 1: HoldV1 },
      upcast: { 1: ({ id }) => ({ id }) },
      downcast: { 1: ({ hours }) => ({ days: Math.ceil(hours / 24) }) },
    }) {}
    expect(downcastAnswer(HoldV3, HoldV1, { hours: 25 })).toEqual({ days: 2 });
  });

  it('gives back the input of a message whose codec has decoded it', () => {
    const number = z.codec(z.string(), z.int(), { decode: Number, encode: String });
    class Find extends query('orders.Find', {
      input: z.object({ after: number.optional() }),
      output: z.int(),
      access,
    }) {}
    expect(new Find({ after: '7' }).after).toBe(7);
    expect(inputOf(Find, new Find({ after: '7' }))).toEqual({ after: '7' });
  });
});
