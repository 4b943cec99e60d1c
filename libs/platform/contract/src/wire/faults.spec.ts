import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes, findWireFaults } from '../index.js';

class Price {}

describe('findWireFaults', () => {
  it.each<[what: string, schema: z.ZodType, reason: RegExp]>([
    ['a function', z.function() as unknown as z.ZodType, /is a function/],
    ['a symbol', z.symbol(), /is a symbol/],
    ['a promise', z.promise(z.string()), /is a promise/],
    ['a file', z.file(), /is a file/],
    ['a Map', z.map(z.string(), z.string()), /is a Map/],
    ['a Set', z.set(z.string()), /is a Set/],
    ['NaN', z.nan(), /is NaN/],
    ['undefined', z.undefined(), /is undefined/],
    ['any', z.any(), /accepts anything/],
    ['unknown', z.unknown(), /accepts anything/],
    ['never', z.never(), /accepts nothing/],
    ['a class instance', z.instanceof(Price), /is a class instance/],
    ['a custom type', z.custom<Price>(), /is a class instance/],
    ['an intersection', z.intersection(z.object({}), z.object({})), /is an intersection/],
    ['a catch', z.string().catch(''), /replaces what it cannot read/],
    ['a transform', z.string().transform(Number), /is a transform without an inverse/],
    ['a bare transform', z.transform(Number), /is a transform without an inverse/],
    ['a preprocessor', z.preprocess(Number, z.number()), /is a transform without an inverse/],
    ['a coercion', z.coerce.number(), /coerces/],
    ['a literal bigint', z.literal(1n), /is a literal that JSON cannot carry/],
    ['a literal undefined', z.literal(undefined), /is a literal that JSON cannot carry/],
    ['a literal infinity', z.literal(Number.POSITIVE_INFINITY), /is a literal that JSON cannot carry/],
    ['a union of a date and a string', z.union([z.date(), z.string()]), /cannot be told apart/],
    ['a union of a bigint and a number', z.union([z.bigint(), z.number()]), /cannot be told apart/],
    [
      'a record whose keys are transformed',
      z.record(
        z.string().transform((key) => key),
        z.string(),
      ),
      /keys that are no plain text/,
    ],
    [
      'a record whose keys are a codec',
      z.record(z.codec(z.string(), z.string(), both), z.string()),
      /keys that are no plain text/,
    ],
    [
      'a record whose values may be undefined',
      z.record(z.string(), z.string().optional()),
      /values that may be undefined/,
    ],
    ['an array whose elements may be undefined', z.array(z.string().optional()), /elements that may be undefined/],
    [
      'an array whose elements may be undefined behind a wrapper',
      z.array(z.string().optional().nullable()),
      /elements that may be undefined/,
    ],
    [
      'a tuple with an optional element',
      z.tuple([z.string(), z.string().optional()]),
      /elements that may be undefined/,
    ],
  ])('refuses %s, at the top and inside', (_what, schema, reason) => {
    expect(findWireFaults(schema)[0]?.reason).toMatch(reason);
    const [fault] = findWireFaults(z.object({ list: z.array(z.object({ it: schema })) }));
    expect(fault?.reason).toMatch(reason);
    expect(fault?.path.slice(0, 3)).toEqual(['list', '[]', 'it']);
    expect(fault?.remedy).not.toBe('');
  });

  it('refuses an answer that may be undefined, and void inside a value', () => {
    expect(findWireFaults(z.string().optional())).toMatchObject([
      { path: [], reason: expect.stringMatching(/may be undefined/) },
    ]);
    expect(findWireFaults(z.object({ nothing: z.void() }))).toMatchObject([{ path: ['nothing'] }]);
    expect(findWireFaults(z.void())).toEqual([]);
  });

  it.each<[where: string, schema: z.ZodType, path: string[]]>([
    ['optional', z.object({ a: z.symbol().optional() }), ['a']],
    ['nullable', z.symbol().nullable(), []],
    ['a default', z.object({ a: z.symbol().default(Symbol.iterator) }), ['a']],
    ['readonly', z.symbol().readonly(), []],
    ['a tuple', z.tuple([z.string(), z.symbol()]), ['1']],
    ['the rest of a tuple', z.tuple([z.string()], z.symbol()), ['[]']],
    ['a record', z.record(z.string(), z.symbol()), ['*']],
    ['other fields', z.object({}).catchall(z.symbol()), ['*']],
    ['a union', z.union([z.string(), z.symbol()]), []],
    ['a lazy schema', z.lazy(() => z.symbol()), []],
    ['the wire side of a codec', z.codec(z.symbol() as never, z.string(), both as never), []],
    ['the end of a pipe', z.string().pipe(z.symbol() as never), []],
  ])('looks into %s', (_where, schema, path) => {
    expect(findWireFaults(schema)).toMatchObject([{ path, reason: expect.stringMatching(/is a symbol/) }]);
  });

  it('reports every fault, not only the first', () => {
    expect(findWireFaults(z.object({ a: z.any(), b: z.string(), c: z.set(z.string()) }))).toHaveLength(2);
  });

  it('terminates on recursive schemas and reports their faults once', () => {
    const Category = z.object({
      name: z.symbol(),
      get children() {
        return z.array(Category);
      },
    });
    expect(findWireFaults(Category)).toHaveLength(1);
  });

  it('accepts bytes, also when refined or described', () => {
    for (const schema of [bytes(), bytes({ max: 4 }).refine((data) => data.length > 0), bytes().describe('a picture')])
      expect(findWireFaults(schema)).toEqual([]);
  });
});

const both = { decode: (value: string) => value, encode: (value: string) => value };
