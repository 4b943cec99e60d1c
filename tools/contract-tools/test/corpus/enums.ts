import { openEnum } from '@multilith/contract';
import { z } from 'zod';
import { CARE, field, NO, OK, RULES, ABSENT, type Change } from './change.js';

/** Enums and fixed values. */
export const enums: readonly Change[] = [
  field(
    'value added',
    z.enum(['A', 'B']),
    z.enum(['A', 'B', 'C']),
    [CARE, NO, NO, OK],
    'old readers refuse what they do not know',
  ),
  field('value removed', z.enum(['A', 'B', 'C']), z.enum(['A', 'B']), [NO, CARE, OK, NO], 'old writers may write it'),
  field(
    'value renamed',
    z.enum(['A', 'B']),
    z.enum(['A', 'BB']),
    [NO, NO, NO, NO],
    'each side refuses the name of the other',
  ),
  field(
    'values in another order',
    z.enum(['A', 'B']),
    z.enum(['B', 'A']),
    [OK, OK, OK, OK],
    'values are names; the lock keeps their numbers',
  ),
  field(
    'value added to an open enum',
    openEnum(['A', 'B']),
    openEnum(['A', 'B', 'C']),
    [OK, OK, OK, OK],
    'readers take values that they do not know',
  ),
  field(
    'value removed from an open enum',
    openEnum(['A', 'B', 'C']),
    openEnum(['A', 'B']),
    [OK, OK, OK, OK],
    'readers take values that they do not know',
  ),
  field(
    'enum → open enum',
    z.enum(['A', 'B']),
    openEnum(['A', 'B']),
    [CARE, NO, NO, OK],
    'old readers refuse what they do not know',
    { protobuf: NO },
  ),
  field(
    'open enum → enum',
    openEnum(['A', 'B']),
    z.enum(['A', 'B']),
    [NO, CARE, OK, NO],
    'old writers may write anything',
    { protobuf: NO },
  ),
  field('open enum → text', openEnum(['A', 'B']), z.string(), [OK, OK, OK, OK], 'both take any text'),
  field(
    'open enum → text with a rule',
    openEnum(['A', 'B']),
    z.string().max(3),
    [NO, CARE, OK, NO],
    'old writers may write longer text',
    { buf: RULES },
  ),
  field('enum → text', z.enum(['A', 'B']), z.string(), [CARE, NO, NO, OK], 'old readers refuse other text', {
    protobuf: NO,
  }),
  field(
    'enum → text that its values are',
    z.enum(['A', 'B']),
    z.string().max(1),
    [CARE, NO, NO, OK],
    'each value keeps the rule',
    { protobuf: NO },
  ),
  field(
    'enum → text that one value is not',
    z.enum(['A', 'BB']),
    z.string().max(1),
    [NO, NO, NO, NO],
    'BB is too long',
  ),
  field('text → enum', z.string(), z.enum(['A', 'B']), [NO, CARE, OK, NO], 'old writers may write other text', {
    protobuf: NO,
  }),
  field(
    'fixed value → enum with it',
    z.literal('A'),
    z.enum(['A', 'B']),
    [CARE, NO, NO, OK],
    'old readers take this value only',
  ),
  field(
    'enum → fixed value',
    z.enum(['A', 'B']),
    z.literal('A'),
    [NO, CARE, OK, NO],
    'old writers may write the others',
  ),
  field(
    'union of texts → enum of the same',
    z.union([z.literal('A'), z.literal('B')]),
    z.enum(['A', 'B']),
    [OK, OK, OK, OK],
    'the same values',
  ),
  field(
    'fixed numbers → whole number',
    z.literal([1, 2]),
    z.int(),
    [CARE, NO, NO, OK],
    'old readers take these numbers only',
    { buf: RULES },
  ),
  field('flag → true only', z.boolean(), z.literal(true), [NO, CARE, OK, NO], 'old writers may write false', {
    buf: RULES,
  }),
  field(
    'text → text or null in a union',
    z.string(),
    z.union([z.string(), z.null()]),
    [CARE, NO, NO, OK],
    'the same as nullable',
    { buf: ABSENT },
  ),
];
