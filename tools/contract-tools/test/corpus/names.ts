import { z } from 'zod';
import { CARE, fields, NO, type Change, OK } from './change.js';

const id = z.string();
const Person = z.object({ name: z.string() });

/** Fields that get another name. */
export const names: readonly Change[] = [
  fields(
    'required field renamed',
    { id, total: z.int() },
    { id, totalPence: z.int() },
    [NO, NO, NO, NO],
    'every side looks for a name that the other one does not have',
  ),
  fields(
    'optional field renamed',
    { id, note: z.string().optional() },
    { id, remark: z.string().optional() },
    [NO, NO, NO, NO],
    'nothing is refused, and every value is lost',
    { loses: true },
  ),
  fields(
    'field with a default renamed',
    { id, count: z.int().default(1) },
    { id, quantity: z.int().default(1) },
    [NO, NO, NO, NO],
    'nothing is refused, and the default takes the place of every value',
    { loses: true },
  ),
  fields(
    'nested object renamed',
    { id, by: Person },
    { id, buyer: Person },
    [NO, NO, NO, NO],
    'the whole object is looked for under another name',
  ),
  fields(
    'field in a list of objects renamed',
    { id, lines: z.array(z.object({ sku: z.string(), qty: z.int() })) },
    { id, lines: z.array(z.object({ sku: z.string(), quantity: z.int() })) },
    [NO, NO, NO, NO],
    'every item misses it',
  ),
  fields(
    'renamed, new name optional',
    { id, total: z.int() },
    { id, totalPence: z.int().optional() },
    [CARE, NO, NO, CARE],
    'what old callers send is dropped, and old readers need it',
  ),
  fields(
    'new name beside the old one',
    { id, total: z.int() },
    { id, total: z.int(), totalPence: z.int().optional() },
    [OK, OK, OK, OK],
    'the first step of a rename',
  ),
  fields(
    'name in another case',
    { id, orderID: z.string() },
    { id, orderId: z.string() },
    [NO, NO, NO, NO],
    'names are compared exactly',
  ),
  fields(
    'two fields change their names with each other',
    { a: z.string(), b: z.int() },
    { a: z.int(), b: z.string() },
    [NO, NO, NO, NO],
    'each has the other kind',
  ),
  fields(
    'two fields renamed at once',
    { id, total: z.int(), note: z.string() },
    { id, totalPence: z.int(), remark: z.string() },
    [NO, NO, NO, NO],
    'as for each of them',
  ),
  fields(
    'two fields replaced by two of the same kind',
    { id, sum: z.int(), height: z.int() },
    { id, total: z.int(), width: z.int() },
    [NO, NO, NO, NO],
    'both sides miss two fields; which one became which cannot be seen',
  ),
];
