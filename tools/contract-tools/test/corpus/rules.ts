import { z } from 'zod';
import { CARE, field, NO, OK, type Change } from './change.js';

const even = (value: number): boolean => value % 2 === 0;
const hex = z.codec(z.string(), z.number(), {
  decode: (text) => Number.parseInt(text, 16) || 0,
  encode: (value) => Math.round(value).toString(16),
});

/** Rules in code, which are counted but not compared. */
export const rules: readonly Change[] = [
  field('rule in code added', z.int(), z.int().refine(even), [NO, CARE, OK, NO], 'it can only narrow'),
  field('rule in code removed', z.int().refine(even), z.int(), [CARE, NO, NO, OK], 'old readers still have it'),
  field(
    'another rule in code',
    z.int().refine(even),
    z.int().refine((value) => value > 0),
    [OK, OK, OK, OK],
    'rules in code cannot be compared: the gate says so',
    { blind: true },
  ),
  field(
    'rule of an object added',
    z.object({ a: z.int(), b: z.int() }),
    z.object({ a: z.int(), b: z.int() }).refine(({ a, b }) => a < b),
    [NO, CARE, OK, NO],
    'it can only narrow',
  ),
  field(
    'rule of a list added',
    z.array(z.int()),
    z.array(z.int()).refine((all) => new Set(all).size === all.length),
    [NO, CARE, OK, NO],
    'it can only narrow',
  ),
  field(
    'rule of a union added',
    z.union([z.string(), z.int()]),
    z.union([z.string(), z.int()]).refine((value) => value !== 'a' && value !== 'one'),
    [NO, CARE, OK, NO],
    'it can only narrow',
  ),
  field(
    'rule that refuses null added',
    z.null(),
    z
      .string()
      .nullable()
      .refine((value) => value !== null),
    [NO, NO, NO, NO],
    'it can only narrow',
  ),
  field(
    'description changed',
    z.int().describe('in pounds'),
    z.int().describe('in pence'),
    [CARE, CARE, CARE, OK],
    'a changed meaning cannot be seen: the gate says so',
  ),
  field('text → codec of text', z.string(), hex, [NO, CARE, OK, NO], 'a codec may refuse text', {
    unproved: 'this codec takes any text',
  }),
  field(
    'readonly, brand and description of a type',
    z.string(),
    z.string().brand('Sku').readonly(),
    [OK, OK, OK, OK],
    'they are for TypeScript alone',
  ),
  field(
    'another codec of the same text',
    hex,
    z.codec(z.string(), z.boolean(), { decode: (text) => text === 'yes', encode: (value) => (value ? 'yes' : 'no') }),
    [OK, OK, OK, OK],
    'the text is read as something else: the gate says that it cannot see it',
    { blind: true },
  ),
];
