import { bytes } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exampleOf, literal } from './example-of.js';

describe('an example of a schema', () => {
  it.each([
    ['a text', z.string().min(1)],
    ['an id', z.uuid().toLowerCase()],
    ['an address', z.email()],
    ['a bounded number', z.int().min(1).max(5)],
    ['a large number', z.number().min(500)],
    ['a fraction', z.number().gt(0).lt(1)],
    ['a date', z.date()],
    ['a big number', z.bigint()],
    ['one of several', z.enum(['A', 'B'])],
    ['a literal', z.literal('X')],
    ['lines', z.array(z.object({ sku: z.string(), quantity: z.int().min(1) })).min(1)],
    ['at least two', z.array(z.string()).min(2)],
    ['one of two shapes', z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), a: z.uuid() })])],
    ['a map', z.record(z.string(), z.int())],
    ['a map whose keys are listed', z.record(z.enum(['a', 'b']), z.int())],
    ['bytes', bytes({ max: 10 })],
    ['a tree', z.object({ name: z.string(), children: z.array(z.lazy((): z.ZodType => z.string())) })],
    ['a pair', z.tuple([z.string(), z.int()])],
    ['something with a default', z.object({ country: z.string().default('none'), note: z.string().optional() })],
    ['something that may be missing', z.object({ end: z.date().nullable() })],
  ])('is found for %s', (_, schema) => {
    expect(schema.safeParse(exampleOf(schema))).toMatchObject({ success: true });
  });

  it('is the one that the schema gives', () => {
    expect(
      exampleOf(
        z
          .string()
          .regex(/^X\d{7}$/)
          .meta({ examples: ['X1234567'] }),
      ),
    ).toBe('X1234567');
  });

  it('has the optional fields too, if asked', () => {
    const schema = z.object({
      sku: z.string(),
      note: z.string().optional(),
      hard: z
        .string()
        .regex(/^X\d{7}$/)
        .optional(),
    });
    expect(exampleOf(schema)).toEqual({ sku: 'one' });
    expect(exampleOf(schema, { fields: 'all' })).toEqual({ sku: 'one', note: 'one' });
  });

  it('ends for schemas that contain themselves', () => {
    const Tree: z.ZodType = z.lazy(() => z.object({ name: z.string(), child: Tree.optional() }));
    expect(exampleOf(Tree, { fields: 'all' })).toEqual({ name: 'one', child: { name: 'one' } });
  });

  it('is not invented', () => {
    expect(exampleOf(z.string().regex(/^X\d{7}$/))).toBeUndefined();
  });
});

it('is written as TypeScript', () => {
  const value = { id: 'a"b', when: new Date(0), n: 1n, lines: [{ 'odd-name': null }] };
  expect(literal(value)).toBe(
    `{ id: "a\\"b", when: new Date('1970-01-01T00:00:00.000Z'), n: 1n, lines: [{ "odd-name": null }] }`,
  );
});
