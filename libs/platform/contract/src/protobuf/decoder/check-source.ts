import { z } from 'zod';
import { runCheck } from './run.js';
import type { Source } from '../source/source.js';
import { checksOf, type Check } from './unwrap.js';

const FAIL = 'return INVALID;';

/** Source that applies the checks of a text to a variable, of which the reader says whether it is plain ASCII. */
export function textChecks(source: Source, schema: z.ZodType, text: string): string {
  let plainKnown = true;
  return checksOf(schema)
    .map((check) => {
      const { def } = check._zod;
      const other = `if ((${text} = ${runOf(source, check, text)}) === INVALID) ${FAIL}`;
      switch (def.check) {
        // Lengths count characters, which are UTF-16 units in ASCII.
        case 'min_length':
          return plainKnown
            ? `if (r.ascii ? ${text}.length < ${Number(def.minimum)} : ${runOf(source, check, text)} === INVALID) ${FAIL}`
            : other;
        case 'max_length':
          return plainKnown
            ? `if (r.ascii ? ${text}.length > ${Number(def.maximum)} : ${runOf(source, check, text)} === INVALID) ${FAIL}`
            : other;
        case 'overwrite':
          if (plainKnown && isChange(def.tx, TRIM)) return `if (!r.plain) ${text} = ${text}.trim();`;
          if (isChange(def.tx, LOWER)) return `${text} = ${text}.toLowerCase();`;
          plainKnown = false;
          return other;
        case 'string_format': {
          const { format, pattern } = def;
          if (!pattern || !PATTERN_ONLY.has(format!) || pattern.global || pattern.sticky) return other;
          const test = `!${source.constant(pattern)}.test(${text})`;
          return `if (${plainKnown && acceptsAscii(pattern) ? `(!r.ascii || ${text} === '') && ` : ''}${test}) ${FAIL}`;
        }
        default:
          return other;
      }
    })
    .join('\n');
}

/** Source that applies the checks of a number to a variable. */
export function numberChecks(source: Source, schema: z.ZodType, number: string): string {
  const checks = checksOf(schema);
  const code = checks.map((check) => {
    const { check: kind, value, inclusive, format } = check._zod.def;
    const isBound = typeof value === 'number' && Number.isFinite(value);
    if (kind === 'greater_than' && isBound) return `if (!(${number} ${inclusive ? '>=' : '>'} ${value})) ${FAIL}`;
    if (kind === 'less_than' && isBound) return `if (!(${number} ${inclusive ? '<=' : '<'} ${value})) ${FAIL}`;
    if (kind === 'number_format' && format === 'safeint') return `if (!Number.isSafeInteger(${number})) ${FAIL}`;
    return `if (${runOf(source, check, number)} === INVALID) ${FAIL}`;
  });
  return [`if (!Number.isFinite(${number})) ${FAIL}`, ...code].join('\n');
}

/** Source that applies the checks of a list to a variable. */
export function listChecks(source: Source, schema: z.ZodType, list: string): string {
  return checksOf(schema)
    .map((check) => {
      const { check: kind, minimum, maximum } = check._zod.def;
      if (kind === 'min_length') return `if (${list}.length < ${Number(minimum)}) ${FAIL}`;
      if (kind === 'max_length') return `if (${list}.length > ${Number(maximum)}) ${FAIL}`;
      return `if ((${list} = ${runOf(source, check, list)}) === INVALID) ${FAIL}`;
    })
    .join('\n');
}

/** Source that applies the checks of any schema to a variable. */
export const otherChecks = (source: Source, schema: z.ZodType, value: string): string =>
  checksOf(schema)
    .map((check) => `if ((${value} = ${runOf(source, check, value)}) === INVALID) ${FAIL}`)
    .join('\n');

const runOf = (source: Source, check: Check, value: string): string =>
  `${source.constant(runCheck)}(${source.constant(check)}, ${value})`;

/** Formats of Zod that are their pattern and nothing else. */
const PATTERN_ONLY = new Set([
  'regex',
  'uuid',
  'guid',
  'email',
  'nanoid',
  'cuid',
  'cuid2',
  'ulid',
  'lowercase',
  'uppercase',
  'datetime',
  'date',
  'time',
]);

/** Any number of characters of one class. */
const ONE_CLASS = /^\^(?:\\[pP]\{[^}]+\}|\[(?:\\.|[^\]\\])+\])[*+]\$$/;

/** Whether a pattern accepts every text of printable ASCII that is not empty. */
function acceptsAscii(pattern: RegExp): boolean {
  if (!ONE_CLASS.test(pattern.source)) return false;
  for (let code = 32; code < 127; code++) if (!pattern.test(String.fromCharCode(code))) return false;
  return true;
}

const changeOf = (schema: z.ZodString): string => String(checksOf(schema)[0]!._zod.def.tx);
const TRIM = changeOf(z.string().trim());
const LOWER = changeOf(z.string().toLowerCase());
/** Whether a check is one of Zod's own, which refer to nothing but their argument. */
const isChange = (change: unknown, own: string): boolean => String(change) === own;
