import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lockWith, lockAfter, type Fields, type Earlier } from './locked.fixture.js';

describe('the fingerprint of a version', () => {
  const fingerprint = (fields: Fields, earlier: Earlier = {}) =>
    lockWith(fields, earlier).messages['PlaceOrder']!.versions[1]!.fingerprint;
  const base = { a: z.string(), b: z.enum(['X', 'Y']) };

  it('has 16 hexadecimal digits', () => expect(fingerprint(base)).toMatch(/^[0-9a-f]{16}$/));

  it.each<[what: string, fields: Fields]>([
    ['the order of fields', { b: base.b, a: base.a }],
    ['the order of values', { a: base.a, b: z.enum(['Y', 'X']) }],
    ['descriptions', { a: z.string().describe('A text.'), b: base.b }],
    ['another way to say the same', { a: base.a, b: z.union([z.literal('X'), z.literal('Y')]) }],
  ])('does not depend on %s', (_what, fields) => {
    expect(fingerprint(fields)).toBe(fingerprint(base));
  });

  it('does not depend on numbers and names', () => {
    const previous = lockAfter({ c: z.string() }, { b: base.b });
    expect(fingerprint(base, { previous, names: { Letter: base.b } })).toBe(fingerprint(base));
  });

  it.each<[what: string, fields: Fields]>([
    ['a field', { ...base, c: z.string() }],
    ['a bound', { a: z.string().max(9), b: base.b }],
    ['a value', { a: base.a, b: z.enum(['X', 'Z']) }],
    ['a default', { a: z.string().default('x'), b: base.b }],
    ['presence', { a: z.string().optional(), b: base.b }],
    ['null', { a: z.string().nullable(), b: base.b }],
    ['a rule that cannot be seen', { a: z.string().refine(() => true), b: base.b }],
  ])('depends on %s', (_what, fields) => {
    expect(fingerprint(fields)).not.toBe(fingerprint(base));
  });

  it('takes fields with the names of its own keys as fields', () => {
    const one = fingerprint({ name: z.string(), number: z.int() });
    expect(fingerprint({ number: z.int() })).not.toBe(one);
    expect(fingerprint({ name: z.string() })).not.toBe(one);
    expect(fingerprint({ a: z.object({ name: z.string() }).default({ name: 'x' }) })).not.toBe(
      fingerprint({ a: z.object({ name: z.string() }).default({ name: 'y' }) }),
    );
  });

  it('depends on the order of options that are tried one after the other, and not on that of options with a tag', () => {
    const options = [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })] as const;
    const tagged = (first: 0 | 1) => z.discriminatedUnion('kind', [options[first], options[1 - first]!]);
    expect(fingerprint({ u: tagged(0) })).toBe(fingerprint({ u: tagged(1) }));
    const plain = [z.string(), z.number()] as const;
    expect(fingerprint({ u: z.union([plain[0], plain[1]]) })).not.toBe(
      fingerprint({ u: z.union([plain[1], plain[0]]) }),
    );
  });
});
