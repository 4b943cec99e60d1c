import { describe, expect, it } from 'vitest';
import { asError, causesOf, describeThrown } from './thrown.js';

const refuseAll = new Proxy({} as ProxyHandler<object>, {
  get: () => () => {
    throw new Error('in a trap');
  },
});
const throwing = (property: string): Error =>
  Object.defineProperty(new Error('x'), property, {
    get: () => {
      throw new Error('in a getter');
    },
  });
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const circular: Record<string, unknown> = { a: 1 };
circular['self'] = circular;

describe('describeThrown', () => {
  it.each<[string, unknown, string, string]>([
    ['a string', 'out of paint', 'string', 'out of paint'],
    ['undefined', undefined, 'undefined', 'undefined'],
    ['null', null, 'null', 'null'],
    ['a symbol', Symbol('s'), 'symbol', 'Symbol(s)'],
    ['a bigint', 7n, 'bigint', '7'],
    ['an error', new TypeError('bad'), 'TypeError', 'bad'],
    ['a list as message', Object.assign(new Error('x'), { message: ['a', 'b'] }), 'Error', 'a, b'],
    ['an object as message', Object.assign(new Error('x'), { message: { at: [1] } }), 'Error', '{ at: 1 }'],
    ['no message', Object.assign(new Error('x'), { message: undefined }), 'Error', ''],
    ['a number as name', Object.assign(new Error('x'), { name: 7 }), 'Error', 'x'],
    ['an object', { status: 400, message: 'no' }, 'Object', '{ status: 400, message: no }'],
    ['a circle', circular, 'Object', '{ a: 1, self: { a: 1, self: { a: 1, self: … } } }'],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), 'object', '{ a: 1 }'],
    ['an aggregate', new AggregateError([new TypeError('a'), 'b'], 'both'), 'AggregateError', 'both [TypeError: a; b]'],
    ['an aggregate that says nothing', new AggregateError([new Error('a')]), 'AggregateError', '[Error: a]'],
    ['a frozen error', Object.freeze(new Error('cold')), 'Error', 'cold'],
    ['a NUL', new Error('bad byte \0 at 7'), 'Error', 'bad byte \u2400 at 7'],
    ['half of a pair', new Error('\ud800!'), 'Error', '\ufffd!'],
    ['a message that throws', throwing('message'), 'Error', '(cannot be read)'],
    ['a stack that throws', throwing('stack'), 'Error', 'x'],
  ])('describes %s', (_, thrown, name, message) => {
    expect(describeThrown(thrown)).toMatchObject({ name, message });
  });

  it.each([
    ['a Proxy whose traps throw', new Proxy({}, refuseAll)],
    ['a Proxy of a function', new Proxy(() => {}, refuseAll)],
    ['a revoked Proxy', revoked()],
    ['a Proxy of an error', new Proxy(new Error('x'), refuseAll)],
  ])('does not throw for %s', (_, thrown) => {
    const { name, message } = describeThrown(thrown);
    expect(typeof name).toBe('string');
    expect(message).toBe('(cannot be read)');
    expect(asError(thrown)).toBeInstanceOf(Error);
    expect(causesOf(thrown)).toEqual([]);
  });

  it('is bounded, however much is thrown', () => {
    const long = new Error('x'.repeat(5_000_000));
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field${i}`, 'x'.repeat(1_000)]));
    for (const thrown of [long, wide, 'x'.repeat(5_000_000), { wide, long }]) {
      const { message, stack } = describeThrown(thrown);
      expect(message.length).toBeLessThanOrEqual(4_000);
      expect(stack?.length ?? 0).toBeLessThanOrEqual(8_000);
    }
  });
});

describe('asError', () => {
  it('returns an error as it is', () => {
    const error = Object.freeze(new RangeError('far'));
    expect(asError(error)).toBe(error);
  });

  it('describes the same object by the same error', () => {
    const odd = throwing('message');
    expect(asError(odd)).toBe(asError(odd));
    expect(asError(asError(odd))).toBe(asError(odd));
  });

  it.each([
    ['a string', 'text', 'text'],
    ['a list as message', Object.assign(new Error('x'), { message: ['a'] }), 'a'],
    ['a getter that throws', throwing('code'), 'x'],
    ['a cause that cannot be read', new Error('x', { cause: new Proxy({}, refuseAll) }), 'x'],
    ['a megabyte', new Error('y'.repeat(2_000_000)), `${'y'.repeat(3_999)}…`],
  ])('converts %s to an error with the same text', (_, thrown, message) => {
    expect(asError(thrown)).toMatchObject({ message, stack: expect.any(String) as string });
  });
});

describe('causesOf', () => {
  it('follows causes and driver errors, and stops at a cycle', () => {
    const driverError = Object.assign(new Error('deadlock'), { code: '40P01' });
    const failed = Object.assign(new Error('query failed'), { driverError });
    expect(causesOf(new Error('outer', { cause: failed })).map(({ code }) => code)).toEqual([
      undefined,
      undefined,
      '40P01',
    ]);
    const own = new Error('own');
    own.cause = own;
    expect(causesOf(own)).toHaveLength(5);
  });
});
