import { z } from 'zod';
import { CARE, NO, OK, schema, type Change } from './change.js';

const Order = z.object({ id: z.string() });

/** Schemas of answers that are no plain object. Only the verdict of the answer counts. */
export const answers: readonly Change[] = [
  schema('no answer → answer', z.void(), Order, [OK, CARE, OK, OK], 'old callers expect nothing; new callers do'),
  schema('answer → no answer', Order, z.void(), [OK, NO, OK, OK], 'old callers need it'),
  schema('object → object or null', Order, Order.nullable(), [OK, NO, OK, OK], 'old callers refuse null'),
  schema('object or null → object', Order.nullable(), Order, [OK, CARE, OK, OK], 'an old callee may answer null', {
    protobuf: NO,
  }),
  schema(
    'list → page of a list',
    z.array(Order),
    z.object({ items: z.array(Order) }),
    [OK, NO, OK, OK],
    'a list is not an object',
    { buf: 'both are a message with the list in field 1' },
  ),
  schema(
    'item of a list with an optional field',
    z.array(Order),
    z.array(Order.extend({ note: z.string().optional() })),
    [OK, OK, OK, OK],
    'readers strip what they do not know',
  ),
  schema('whole number → object', z.int(), z.object({ count: z.int() }), [OK, NO, OK, OK], 'a number is not an object'),
  schema(
    'lower maximum of a count',
    z.int().max(100),
    z.int().max(10),
    [OK, CARE, OK, OK],
    'an old callee may answer more',
  ),
];
