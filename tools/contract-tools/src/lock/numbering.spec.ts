import { command, contract, event, query, type Contract, type MessageClass } from '@multilith/contract';
import type { ContractLock, ObjectShape, Shape, UnionShape } from '@multilith/contract/lock';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OPTIONS, locked, placeOrder, lockWith, lockAfter, inputOf, numbersOf, shapeAt } from './locked.fixture.js';

describe('a number in a lock', () => {
  const text = z.string();

  it('is given in the order of the fields, and to new fields after the highest that was ever used', () => {
    expect(numbersOf(inputOf(lockAfter({ b: text, a: text })))).toEqual({ b: 1, a: 2 });
    expect(numbersOf(inputOf(lockAfter({ b: text, a: text }, { c: text, a: text, b: text })))).toEqual({
      c: 3,
      a: 2,
      b: 1,
    });
    expect(numbersOf(inputOf(lockAfter({ a: text, b: text }, { a: text }, { a: text, c: text })))).toEqual({
      a: 1,
      c: 3,
    });
  });

  it('of a removed field stays with it, and is its number when it comes back', () => {
    const removed = lockAfter({ a: text, b: text.max(9) }, { a: text });
    expect(inputOf(removed).removed).toEqual({ b: { shape: { type: 'string', maxLength: 9 }, number: 2 } });
    const back = lockAfter(
      { a: text, b: text.max(9) },
      { a: text },
      { a: text, c: text },
      { a: text, c: text, b: text.max(99) },
    );
    expect(numbersOf(inputOf(back))).toEqual({ a: 1, c: 3, b: 2 });
    expect(inputOf(back).removed).toBeUndefined();
  });

  it('is refused to a removed field that comes back as something else', () => {
    const previous = lockAfter({ a: text, b: text }, { a: text });
    const { faults } = locked(contract('orders', [placeOrder({ a: text, b: z.int() })]), { previous });
    expect(faults).toEqual([
      {
        code: 'LOCK_NUMBERS',
        subject: 'orders.PlaceOrder version 1',
        problem: expect.stringMatching(/'b' was removed as string and comes back as int64/),
        remedy: expect.stringMatching(/another name/),
      },
    ]);
  });

  it('stays with a field whose type changes in place; the gate reports that', () => {
    expect(numbersOf(inputOf(lockAfter({ a: text, b: text }, { a: z.int(), b: text })))).toEqual({ a: 1, b: 2 });
  });

  it('leaves out those that protobuf keeps for itself', () => {
    const previous = lockWith({ a: text });
    const high = JSON.parse(JSON.stringify(previous).replace('"number":1', '"number":18999')) as ContractLock;
    expect(numbersOf(inputOf(lockWith({ a: text, b: text, c: text }, { previous: high })))).toEqual({
      a: 18999,
      b: 20000,
      c: 20001,
    });
  });

  it('is also that of values, options and what lies inside of lists, maps, tuples and other fields', () => {
    const union = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('x'), at: z.date() }),
      z.object({ kind: z.literal('y') }),
    ]);
    const item = z.object({ state: z.enum(['B', 'A']), value: union });
    const { fields } = inputOf(
      lockWith({
        list: z.array(item),
        map: z.record(z.enum(['k']), item.nullable()),
        tuple: z.tuple([text, item], item),
        open: z.object({}).catchall(item),
      }),
    );
    const found = JSON.stringify(fields).match(/"numbers":\{[^}]*\}/g);
    expect(found).toEqual(Array.from({ length: 5 }, () => '"numbers":{"B":1,"A":2}'));
    const value = shapeAt((fields['list']!.shape as { item: { shape: Shape } }).item.shape, 'value');
    expect(value).toMatchObject({
      options: [
        { tag: 'x', number: 1 },
        { tag: 'y', number: 2 },
      ],
    });
    // The option implies the value of the discriminator.
    expect((value as UnionShape).options.map(({ shape }) => numbersOf(shape))).toEqual([
      { kind: undefined, at: 1 },
      { kind: undefined },
    ]);
  });

  it('is not given to keys of maps, values of open enums and options that have no tag', () => {
    const { lock } = locked(
      contract('orders', [placeOrder({ u: z.union([text, z.number()]), m: z.record(z.enum(['a']), text) })]),
    );
    expect(JSON.stringify(shapeAt(inputOf(lock), 'u'))).not.toContain('"number":');
    expect(JSON.stringify(shapeAt(inputOf(lock), 'm'))).not.toContain('numbers');
  });

  it('of removed values and options stays', () => {
    const union = (...kinds: string[]) =>
      z.discriminatedUnion('kind', kinds.map((kind) => z.object({ kind: z.literal(kind) })) as never);
    const lock = lockAfter(
      { state: z.enum(['A', 'B', 'C']), union: union('x', 'y') },
      { state: z.enum(['C', 'A']), union: union('y') },
      { state: z.enum(['D', 'C', 'A']), union: union('z', 'y') },
    );
    expect(shapeAt(inputOf(lock), 'state')).toMatchObject({ numbers: { D: 4, C: 3, A: 1 }, removed: { B: 2 } });
    expect(shapeAt(inputOf(lock), 'union')).toMatchObject({
      options: [
        { tag: 'z', number: 3 },
        { tag: 'y', number: 2 },
      ],
      removed: { x: 1 },
    });
  });

  it('that was published holds against the lock', () => {
    const published = lockAfter({ a: text }, { a: text, b: text });
    const previous = lockAfter({ b: text }, { b: text, a: text });
    expect(numbersOf(inputOf(lockWith({ a: text, b: text }, { previous, published })))).toEqual({ a: 1, b: 2 });
  });

  it('that two merged branches gave to different fields stays with one of them', () => {
    const ours = lockAfter({ a: text }, { a: text, b: text });
    const merged = JSON.parse(JSON.stringify(ours)) as ContractLock;
    Object.assign(inputOf(merged).fields, { c: { shape: { type: 'string' }, number: 2 } });
    expect(numbersOf(inputOf(lockWith({ a: text, b: text, c: text }, { previous: merged })))).toEqual({
      a: 1,
      b: 2,
      c: 3,
    });
  });

  it('of a version is independent of other versions', () => {
    class One extends command('orders.PlaceOrder', { ...OPTIONS, input: z.object({ a: text, b: text }) }) {}
    class Two extends command('orders.PlaceOrder', {
      ...OPTIONS,
      version: 2,
      input: z.object({ b: text }),
      earlier: { 1: One },
      upcast: { 1: ({ b }) => ({ b }) },
    }) {}
    const { lock } = locked(contract('orders', [Two]), { previous: lockWith({ a: text, b: text }) });
    expect(numbersOf(inputOf(lock, 'PlaceOrder', 2))).toEqual({ b: 1 });
    expect(inputOf(lock, 'PlaceOrder', 2).removed).toBeUndefined();
  });
});

describe('a type with a name', () => {
  const text = z.string();
  const contractWith = (line: z.ZodType, ...more: MessageClass[]): Contract =>
    contract('orders', [
      placeOrder({ lines: z.array(line) }),
      query('orders.GetLine', { ...OPTIONS, input: z.object({}), output: line }),
      ...more,
    ]);
  const lineOf = (lock: ContractLock): Shape =>
    (shapeAt(inputOf(lock), 'lines') as { item: { shape: Shape } }).item.shape;
  const answerOf = (lock: ContractLock): Shape => lock.messages['GetLine']!.versions[1]!.output!.shape;
  const Line = z.object({ sku: text, quantity: z.int() });

  it('has the same numbers and removed fields wherever it stands', () => {
    const previous = locked(contractWith(Line), { names: { Line } }).lock;
    const Changed = z.object({ price: z.int(), sku: text });
    const { lock, faults } = locked(contractWith(Changed), { names: { Line: Changed }, previous });
    expect(faults).toEqual([]);
    for (const line of [lineOf(lock), answerOf(lock)]) {
      expect(line.name).toBe('Line');
      expect(numbersOf(line)).toEqual({ price: 3, sku: 1 });
      expect((line as ObjectShape).removed).toEqual({
        quantity: { shape: { type: 'number', integer: true }, number: 2 },
      });
    }
  });

  it('keeps its numbers in a new place, in which another field had been before', () => {
    const previous = locked(contractWith(Line), { names: { Line } }).lock;
    const Longer = z.object({ ...Line.shape, price: z.int() });
    const more = command('orders.AddLine', { ...OPTIONS, input: z.object({ line: Longer }) });
    const { lock } = locked(contractWith(Longer, more), { names: { Line: Longer }, previous });
    expect(numbersOf(shapeAt(inputOf(lock, 'AddLine'), 'line'))).toEqual({ sku: 1, quantity: 2, price: 3 });
  });

  it('keeps the numbers that its places had before it got its name, or another name', () => {
    const unnamed = lockAfter({ line: z.object({ a: text, b: text }) }, { line: z.object({ b: text, c: text }) });
    const Changed = z.object({ c: text, b: text });
    const named = lockWith({ line: Changed }, { previous: unnamed, names: { Line: Changed } });
    expect(numbersOf(shapeAt(inputOf(named), 'line'))).toEqual({ c: 3, b: 2 });
    const renamed = lockWith({ line: Changed }, { previous: named, names: { Row: Changed } });
    expect(numbersOf(shapeAt(inputOf(renamed), 'line'))).toEqual({ c: 3, b: 2 });
    expect(numbersOf(shapeAt(inputOf(lockWith({ line: Changed }, { previous: renamed })), 'line'))).toEqual({
      c: 3,
      b: 2,
    });
  });

  it('is refused for places that had different numbers', () => {
    const One = z.object({ a: text, b: text });
    const Two = z.object({ b: text, a: text });
    const previous = lockWith({ one: One, two: Two });
    const { faults } = locked(contract('orders', [placeOrder({ one: One, two: One })]), {
      previous,
      names: { Pair: One },
    });
    expect(faults.map(({ problem }) => problem)).toEqual(
      expect.arrayContaining([expect.stringMatching(/'a' had number 1 in one place and 2 in another/)]),
    );
  });

  it('is refused if another type of the version has the same name', () => {
    const A = z.object({ a: text }).meta({ id: 'Thing' });
    const B = z.object({ b: text });
    const { faults } = locked(contract('orders', [placeOrder({ a: A, b: B })]), { names: { Thing: B } });
    expect(faults).toMatchObject([
      { problem: expect.stringMatching(/'Thing' is another type than the 'Thing' of orders\.PlaceOrder/) },
    ]);
  });

  it('may differ between versions', () => {
    class OneV1 extends event('orders.OrderPlaced', {
      payload: z.object({ id: text, line: z.object({ sku: text }).meta({ id: 'LineOfOne' }) }),
      key: ({ id }) => id,
    }) {}
    class Two extends event('orders.OrderPlaced', {
      version: 2,
      payload: z.object({ id: text, line: Line }),
      key: ({ id }) => id,
      earlier: { 1: OneV1 },
      upcast: { 1: ({ id, line }) => ({ id, line: { ...line, quantity: 1 } }) },
    }) {}
    const { lock, faults } = locked(contract('orders', [Two]), { names: { LineOfOne: Line } });
    expect(faults).toEqual([]);
    expect(inputOf(lock, 'OrderPlaced', 1).removed).toBeUndefined();
    expect(JSON.stringify(inputOf(lock, 'OrderPlaced', 1))).not.toContain('removed');
  });

  it('may be recursive', () => {
    interface Node {
      name: string;
      children: Node[];
    }
    const Node: z.ZodType<Node> = z.object({ name: text, children: z.array(z.lazy(() => Node)) });
    const { lock, faults } = locked(contract('orders', [placeOrder({ root: Node, other: z.object({ node: Node }) })]), {
      names: { Node },
    });
    expect(faults).toEqual([]);
    expect(shapeAt(inputOf(lock), 'root')).toMatchObject({
      fields: { children: { shape: { item: { shape: { type: 'ref', up: 0 } } }, number: 2 } },
    });
  });
});
