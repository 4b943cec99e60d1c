import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Country, CustomerId, distinct, MinorUnits, Quantity, Sku } from './index.js';

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

describe('the value types of the shop', () => {
  it('trim codes and names', () => {
    expect(Sku.parse(' 85123A ')).toBe('85123A');
    expect(Country.parse('United Kingdom ')).toBe('United Kingdom');
  });

  it.each([
    [Sku, ['', '   ', 'a\nb', 'a\u0000', '\u200b', 'x'.repeat(41)]],
    [CustomerId, ['', 'x'.repeat(65)]],
    [Quantity, [0, -1, 1.5, 2 ** 31, Number.NaN, '1']],
    [MinorUnits, [-1, 0.5, 2 ** 53, Infinity]],
  ] as [z.ZodType, unknown[]][])('refuse what makes no sense', (schema, values) => {
    expect(values.filter((value) => accepts(schema, value))).toEqual([]);
  });

  it('tell where a list names something twice', () => {
    const lines = distinct('sku', z.array(z.object({ sku: Sku })));
    expect(accepts(lines, [{ sku: 'a' }, { sku: 'A' }])).toBe(true);
    expect(lines.safeParse([{ sku: 'a' }, { sku: 'b' }, { sku: ' a' }]).error?.issues).toMatchObject([
      { path: [2, 'sku'], message: "'a' is listed twice" },
    ]);
  });
});
