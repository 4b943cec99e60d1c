import { bytes } from '@multilith/contract';
import { z } from 'zod';
import { CARE, field, NO, OK, SAME_BYTES, type Change } from './change.js';

/** Numbers, bigints, dates and bytes. */
export const numbers: readonly Change[] = [
  field('lower maximum', z.int().max(100), z.int().max(50), [NO, CARE, OK, NO], 'old writers may write more'),
  field('higher maximum', z.int().max(50), z.int().max(100), [CARE, NO, NO, OK], 'old readers refuse more'),
  field('higher minimum', z.int().min(0), z.int().min(1), [NO, CARE, OK, NO], 'old writers may write 0'),
  field('lower minimum', z.int().min(1), z.int().min(0), [CARE, NO, NO, OK], 'old readers refuse 0'),
  field('minimum excluded', z.number().min(0), z.number().gt(0), [NO, CARE, OK, NO], 'old writers may write 0'),
  field(
    'minimum of whole numbers in other words',
    z.int().gt(0),
    z.int().min(1),
    [OK, OK, OK, OK],
    'above 0 is from 1',
  ),
  field(
    'maximum that every safe integer keeps',
    z.int(),
    z.int().max(Number.MAX_SAFE_INTEGER),
    [OK, OK, OK, OK],
    'whole numbers are safe integers',
  ),
  field('number → whole number', z.number(), z.int(), [NO, CARE, OK, NO], 'old writers may write fractions', {
    protobuf: NO,
  }),
  field('whole number → number', z.int(), z.number(), [CARE, NO, NO, OK], 'old readers refuse fractions', {
    protobuf: NO,
  }),
  field('int32 → any whole number', z.int32(), z.int(), [CARE, NO, NO, OK], 'old readers refuse more than 32 bits'),
  field('any whole number → int32', z.int(), z.int32(), [NO, CARE, OK, NO], 'old writers may write more than 32 bits'),
  field(
    'multiple of 1 → of 5',
    z.int().multipleOf(1),
    z.int().multipleOf(5),
    [NO, CARE, OK, NO],
    'old writers may write 1',
  ),
  field(
    'multiple of 10 → of 5',
    z.int().multipleOf(10),
    z.int().multipleOf(5),
    [CARE, NO, NO, OK],
    'multiples of 10 are ones of 5',
  ),
  field(
    'multiple of 0.5 → of 0.25',
    z.number().multipleOf(0.5),
    z.number().multipleOf(0.25),
    [CARE, NO, NO, OK],
    'multiples of 0.5 are ones of 0.25',
  ),
  field('int64 → any bigint', z.int64(), z.bigint(), [CARE, NO, NO, OK], 'old readers refuse more than 64 bits', {
    protobuf: NO,
  }),
  field('int64 → int64 from 0', z.int64(), z.int64().min(0n), [NO, CARE, OK, NO], 'old writers may write less'),
  field(
    'any bigint → text',
    z.bigint(),
    z.string(),
    [CARE, NO, NO, CARE],
    'bigints are text in JSON; other text is not a bigint',
    { buf: SAME_BYTES },
  ),
  field('whole number → bigint', z.int(), z.int64(), [NO, NO, NO, NO], 'bigints are text in JSON', { buf: SAME_BYTES }),
  field(
    'earliest date added',
    z.date(),
    z.date().min(new Date('2020-01-01')),
    [NO, CARE, OK, NO],
    'old writers may write earlier dates',
  ),
  field(
    'latest date later',
    z.date().max(new Date('2030-01-01')),
    z.date().max(new Date('2040-01-01')),
    [CARE, NO, NO, OK],
    'old readers refuse later dates',
  ),
  field('date → text', z.date(), z.string(), [CARE, NO, NO, CARE], 'dates are text in JSON; other text is not a date', {
    protobuf: NO,
  }),
  field(
    'date → date and time as text',
    z.date(),
    z.iso.datetime(),
    [NO, NO, NO, NO],
    'formats are compared by their names',
    { unproved: 'JSON of dates has this format, which the gate does not see' },
  ),
  field('text → date', z.string(), z.date(), [NO, CARE, CARE, NO], 'not every text is a date', { protobuf: NO }),
  field('fewer bytes', bytes({ max: 20 }), bytes({ max: 10 }), [NO, CARE, OK, NO], 'old writers may write more'),
  field('more bytes', bytes({ max: 10 }), bytes(), [CARE, NO, NO, OK], 'old readers refuse more'),
  field('bytes → text', bytes(), z.string(), [CARE, NO, NO, CARE], 'bytes are text in JSON; other text is not base64', {
    protobuf: NO,
  }),
  field('text → number', z.string(), z.number(), [NO, NO, NO, NO], 'JSON tells them apart'),
  field('flag → number', z.boolean(), z.int(), [NO, NO, NO, NO], 'JSON tells them apart'),
  field('flag → text', z.boolean(), z.string(), [NO, NO, NO, NO], 'JSON tells them apart'),
  field('uint64 → int64', z.uint64(), z.int64(), [NO, NO, NO, NO], 'each has values that the other one refuses'),
];
