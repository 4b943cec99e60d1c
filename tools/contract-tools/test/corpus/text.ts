import { z } from 'zod';
import { CARE, field, NO, OK, type Change } from './change.js';

/** Rules of texts. */
export const text: readonly Change[] = [
  field(
    'shorter maximum length',
    z.string().max(20),
    z.string().max(10),
    [NO, CARE, OK, NO],
    'old writers may write longer text',
  ),
  field(
    'longer maximum length',
    z.string().max(10),
    z.string().max(20),
    [CARE, NO, NO, OK],
    'old readers refuse longer text',
  ),
  field(
    'maximum length added',
    z.string(),
    z.string().max(10),
    [NO, CARE, OK, NO],
    'old writers may write longer text',
  ),
  field('maximum length removed', z.string().max(10), z.string(), [CARE, NO, NO, OK], 'old readers refuse longer text'),
  field(
    'minimum length added',
    z.string(),
    z.string().min(1),
    [NO, CARE, OK, NO],
    'old writers may write an empty text',
  ),
  field(
    'minimum length removed',
    z.string().min(1),
    z.string(),
    [CARE, NO, NO, OK],
    'old readers refuse an empty text',
  ),
  field(
    'pattern added',
    z.string(),
    z.string().regex(/^[a-z]+$/),
    [NO, CARE, OK, NO],
    'old writers may write anything',
  ),
  field(
    'pattern removed',
    z.string().regex(/^[a-z]+$/),
    z.string(),
    [CARE, NO, NO, OK],
    'old readers refuse other text',
  ),
  field(
    'another pattern',
    z.string().regex(/^[a-z]+$/),
    z.string().regex(/^[a-z]{2,4}$/),
    [NO, NO, NO, NO],
    'patterns are compared by their text',
    { unproved: 'the new pattern is part of the old one, which the gate does not see' },
  ),
  field(
    'second pattern',
    z.string().regex(/^[a-z]+$/),
    z
      .string()
      .regex(/^[a-z]+$/)
      .regex(/^.{0,3}$/),
    [NO, CARE, OK, NO],
    'it narrows the first',
  ),
  field(
    'start asked for',
    z.string(),
    z.string().startsWith('SKU-'),
    [NO, CARE, OK, NO],
    'old writers may write anything',
  ),
  field('format added', z.string(), z.uuid(), [NO, CARE, OK, NO], 'old writers may write anything'),
  field('format removed', z.uuid(), z.string(), [CARE, NO, NO, OK], 'old readers refuse text of no format'),
  field('uuid of version 4 → any uuid', z.uuidv4(), z.uuid(), [CARE, NO, NO, OK], 'old readers take version 4 only'),
  field('uuid → guid', z.uuid(), z.guid(), [CARE, NO, NO, OK], 'a guid has fewer rules than a uuid'),
  field('maximum length beside a uuid', z.uuid(), z.uuid().max(36), [OK, OK, OK, OK], 'a uuid is never longer'),
  field('email → url', z.email(), z.url(), [NO, NO, NO, NO], 'no text is both'),
  field('trim added', z.string(), z.string().trim(), [OK, OK, OK, OK], 'text without rules is still taken'),
  field(
    'trim added beside a minimum',
    z.string().min(1),
    z.string().trim().min(1),
    [NO, CARE, OK, NO],
    'blanks alone are text before and empty after',
  ),
  field(
    'trim added beside a maximum',
    z.string().max(10),
    z.string().trim().max(10),
    [OK, OK, OK, OK],
    'trimmed text is shorter',
  ),
  field(
    'trim removed beside a maximum',
    z.string().trim().max(10),
    z.string().max(10),
    [NO, OK, OK, NO],
    'clients that send blanks around are refused',
    { buf: undefined },
  ),
  field(
    'lower case added beside a pattern',
    z.string().regex(/^[A-Z]*$/),
    z
      .string()
      .toLowerCase()
      .regex(/^[A-Z]*$/),
    [NO, CARE, OK, NO],
    'the pattern sees lower case',
  ),
  field(
    'lower case added to a uuid',
    z.uuid(),
    z.uuid().toLowerCase(),
    [OK, OK, OK, OK],
    'a uuid is one in either case',
  ),
  field(
    'template → text',
    z.templateLiteral(['SKU-', z.string()]),
    z.string(),
    [CARE, NO, NO, OK],
    'old readers take the template only',
  ),
];
