import { bytes, openEnum, personal } from '@multilith/contract';
import { shapeOf } from '@multilith/contract/lock';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { fieldTable } from './field-table.js';

const Line = z.object({ sku: z.string() });

/** The rows of a table, without its head. */
function rowsOf(schema: z.ZodObject, docs: Record<string, string> = {}): string[] {
  const slot = shapeOf(schema, new Map([[Line, 'Line']]));
  return fieldTable(slot, new Map(Object.entries(docs))).slice(2);
}

it.each<[string, z.ZodType, string]>([
  ['text', z.string(), 'text'],
  ['bounded text', z.string().trim().min(1).max(200), 'text | trimmed; 1 to 200 characters'],
  ['text with one character at least', z.string().min(1), 'text | at least 1 character'],
  ['text with a pattern', z.string().regex(/^(?:a|b)$/), 'text | `/^(?:a\\|b)$/`'],
  ['an id', z.uuid(), 'text: uuid'],
  ['a whole number', z.int().min(1).max(1_000_000), 'whole number | 1 to 1,000,000'],
  ['a number above zero', z.number().positive(), 'number | greater than 0'],
  ['a big number', z.bigint(), 'big whole number'],
  ['a date', z.date(), 'date and time'],
  ['bytes', bytes({ max: 70_000 }), 'bytes | at most 70,000 bytes'],
  ['one of several', z.enum(['A', 'B']), '`A`, `B`'],
  ['an open enum', openEnum(['A']), '`A`, or another text'],
  ['a list', z.array(Line).min(1), 'list of [Line](#line) | at least 1 item'],
  ['a list with null', z.array(z.int().nullable()), 'list of whole number or null'],
  ['a map', z.record(z.string(), z.int()), 'map of whole number'],
  ['a tuple', z.tuple([z.string(), z.int()]), 'list: text, whole number'],
  ['options', z.union([z.string(), z.int()]), 'text or whole number'],
  ['a default', z.string().default('x'), 'text | default `x`'],
  ['a computed default', z.date().default(() => new Date()), 'date and time | default: computed'],
  ['what may be missing', z.string().optional(), 'text | optional'],
  ['what may be null', Line.nullable(), '[Line](#line) | or null'],
  ['rules in code', z.string().refine(() => true), 'text | more rules in code'],
  ['personal data', personal(z.email()), 'text: email | personal data'],
])('a table says what a field takes: %s', (_name, schema, expected) => {
  expect(rowsOf(z.object({ field: schema }))).toContain(`| \`field\` | ${expected} |`);
});

it('a table has the fields of objects without a name after the field, and not those of named types', () => {
  const schema = z.object({
    lines: z.array(z.object({ line: Line, at: z.object({ shelf: z.string() }) })),
    by: z.record(z.string(), z.object({ count: z.int() })),
    paid: z.discriminatedUnion('kind', [z.object({ kind: z.literal('card'), number: z.string() })]),
  });
  expect(rowsOf(schema, { lines: 'All.', 'lines.at.shelf': 'Where | which.', 'by.count': 'How\nmany.' })).toEqual([
    '| `lines` | list of object | All. |',
    '| `lines[].line` | [Line](#line) |  |',
    '| `lines[].at` | object |  |',
    '| `lines[].at.shelf` | text | Where \\| which. |',
    '| `by` | map of object |  |',
    '| `by{}.count` | whole number | How<br>many. |',
    '| `paid` | object with `kind`: `card` |  |',
    '| `paid(card).kind` | `card` |  |',
    '| `paid(card).number` | text |  |',
  ]);
});
