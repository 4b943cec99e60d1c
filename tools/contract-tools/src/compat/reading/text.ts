import type { Shape, StringShape } from '@multilith/contract/lock';
import { broken, type Difference, type Reading } from './reading.js';
import { kindOf, listed, show } from './words.js';

/** Lengths that a format implies; a bound beside the format that allows them excludes nothing. */
const FORMAT_LENGTHS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  uuid: [36, 36],
  guid: [36, 36],
  date: [10, 10],
  ulid: [26, 26],
  nanoid: [21, 21],
  ipv4: [7, 15],
  datetime: [16, Infinity],
  email: [5, Infinity],
};
/** Formats of which every text is still one in lower or upper case. */
const CASELESS_FORMATS: ReadonlySet<string> = new Set(['uuid', 'guid', 'email', 'hex']);

/** The name of a format without its options: `uuid` of `uuid(version=v4)`. */
const baseOf = (format = ''): string => format.replace(/\(.*/s, '');

/** Whether a format takes all that another one takes. */
function includesFormat(format: string, other = ''): boolean {
  if (format === other) return true;
  if (format === 'guid' || format === 'uuid') return baseOf(other) === 'uuid';
  return other === 'datetime' && (format === 'datetime(offset)' || format === 'datetime(local)');
}

/** What a text schema reads. Dates, bigints and bytes are text in JSON. */
export function readText(reading: Reading, reader: StringShape, writer: Shape): readonly Difference[] {
  if (writer.type === 'enum') return readAnyText(reading, reader);
  if (writer.type === 'date' || writer.type === 'bigint' || writer.type === 'bytes')
    return hasRules(reader)
      ? [kindChanged(reading, reader, writer)]
      : [{ ...kindChanged(reading, reader, writer), verdict: 'careful', refuses: `the meaning of a ${writer.type}` }];
  if (writer.type !== 'string') return [kindChanged(reading, reader, writer)];
  return [
    ...readNormalized(reading, reader, writer),
    ...readLengths(reading, reader, writer),
    ...readPatterns(reading, reader, writer),
    ...readFormat(reading, reader, writer),
  ];
}

/** The difference between schemas of two kinds. */
export const kindChanged = (reading: Reading, reader: Shape, writer: Shape): Difference =>
  broken(reading, 'kind-changed', reading.change(kindOf(reader), kindOf(writer)), refusedOf(reader, writer));

/** Which of the values of another kind are refused: a fixed text is a text. */
function refusedOf(reader: Shape, writer: Shape): string {
  if (writer.type === 'void') return 'nothing';
  if (writer.type === 'json') return 'other JSON';
  const isText = writer.type === 'string' || writer.type === 'enum';
  if (reader.type === 'enum' || reader.type === 'literal') {
    if (isText) return 'text that is not listed';
    if (writer.type === 'number') return 'numbers that are not listed';
  }
  if (isText && (reader.type === 'date' || reader.type === 'bigint' || reader.type === 'bytes'))
    return `text that is no ${reader.type}`;
  return `every ${kindOf(writer)}`;
}

const hasRules = ({ minLength = 0, maxLength, patterns, format }: StringShape): boolean =>
  minLength > 0 || maxLength !== undefined || patterns !== undefined || format !== undefined;

function readAnyText(reading: Reading, reader: StringShape): readonly Difference[] {
  if (!hasRules(reader)) return [];
  return [
    broken(reading, 'text-narrowed', reading.change('text with rules', 'open enum'), 'values that are not listed'),
  ];
}

function readLengths(reading: Reading, reader: StringShape, writer: StringShape): Difference[] {
  const [shortest, longest] = FORMAT_LENGTHS[baseOf(writer.format)] ?? [0, Infinity];
  const differences: Difference[] = [];
  const min = Math.max(writer.minLength ?? 0, shortest);
  if ((reader.minLength ?? 0) > min)
    differences.push(
      broken(
        reading,
        'min-length',
        `minimum length ${reading.change(show(reader.minLength), show(writer.minLength))}`,
        `text shorter than ${reader.minLength}`,
      ),
    );
  const max = Math.min(writer.maxLength ?? Infinity, longest);
  if ((reader.maxLength ?? Infinity) < max)
    differences.push(
      broken(
        reading,
        'max-length',
        `maximum length ${reading.change(show(reader.maxLength), show(writer.maxLength))}`,
        `text longer than ${reader.maxLength}`,
      ),
    );
  return differences;
}

function readPatterns(reading: Reading, reader: StringShape, writer: StringShape): Difference[] {
  const known = new Set(writer.patterns);
  const unknown = (reader.patterns ?? []).filter((pattern) => !known.has(pattern));
  if (unknown.length === 0) return [];
  return [
    broken(
      reading,
      'pattern',
      `pattern ${reading.change((reader.patterns ?? ['none']).join(' and '), (writer.patterns ?? ['none']).join(' and '))}`,
      `text that does not match ${unknown.join(' and ')} (patterns are compared by their text)`,
    ),
  ];
}

function readFormat(reading: Reading, reader: StringShape, writer: StringShape): Difference[] {
  const { format } = reader;
  if (!format || includesFormat(format, writer.format)) return [];
  return [
    broken(
      reading,
      'format',
      `format ${reading.change(format, writer.format ?? 'none')}`,
      `text that is not in format ${format}`,
    ),
  ];
}

/** A reader that normalizes in another way may refuse the normalized text. */
function readNormalized(reading: Reading, reader: StringShape, writer: StringShape): Difference[] {
  const [ours, theirs] = [reader.normalized ?? [], writer.normalized ?? []];
  if (ours.join() === theirs.join() || !hasRules(reader)) return [];
  const steps = ours.filter((step) => !theirs.includes(step));
  const difference = (refuses: string): Difference[] => [
    broken(reading, 'normalization', `normalization ${reading.change(listed(ours), listed(theirs))}`, refuses),
  ];
  // Clients without our classes send text as they have it, and the old schema took it.
  if (
    reading.values === 'accepted' &&
    !dropKeepsRules(
      theirs.filter((step) => !ours.includes(step)),
      reader,
    )
  )
    return difference(`text that passes the rules only after ${theirs.join(', ')}`);
  if (steps.length === 0 || stepsKeepRules(steps, reader)) return [];
  return difference(`text that breaks the rules after ${steps.join(', ')}`);
}

function stepsKeepRules(
  steps: readonly string[],
  { minLength = 0, maxLength, patterns, format }: StringShape,
): boolean {
  if (patterns !== undefined || steps.includes('other')) return false;
  if (steps.includes('trim') && (minLength > 0 || (format !== undefined && !CASELESS_FORMATS.has(baseOf(format)))))
    return false;
  const changesCase = steps.some((step) => step !== 'trim');
  // 'ß' is 'SS' in upper case: only formats in ASCII keep their length.
  return (
    !changesCase ||
    (format === undefined ? minLength === 0 && maxLength === undefined : CASELESS_FORMATS.has(baseOf(format)))
  );
}

/** Text that is not trimmed can only be longer. */
function dropKeepsRules(
  steps: readonly string[],
  { minLength = 0, maxLength, patterns, format }: StringShape,
): boolean {
  if (steps.length === 0) return true;
  if (patterns !== undefined || steps.includes('other')) return false;
  if (steps.includes('trim') && (maxLength !== undefined || format !== undefined)) return false;
  const changesCase = steps.some((step) => step !== 'trim');
  return (
    !changesCase ||
    (format === undefined ? minLength === 0 && maxLength === undefined : CASELESS_FORMATS.has(baseOf(format)))
  );
}

/** Whether a text schema takes one fixed text. Formats are not run: a schema with one is said to refuse. */
export function takesText(shape: StringShape, value: string): boolean {
  if (shape.format !== undefined) return false;
  const text = (shape.normalized ?? []).reduce(normalize, value);
  if (shape.normalized?.includes('other') && hasRules(shape)) return false;
  return (
    lengthOf(text) >= (shape.minLength ?? 0) &&
    lengthOf(text) <= (shape.maxLength ?? Infinity) &&
    (shape.patterns ?? []).every((pattern) => toPattern(pattern)?.test(text))
  );
}

/** Zod counts characters, not UTF-16 units. */
const lengthOf = (text: string): number => Array.from(text).length;

function normalize(text: string, step: string): string {
  if (step === 'trim') return text.trim();
  if (step === 'lowercase') return text.toLowerCase();
  return step === 'uppercase' ? text.toUpperCase() : text;
}

/** Reads `/source/flags`; `undefined` if it is in another form. */
function toPattern(pattern: string): RegExp | undefined {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(pattern) ?? [];
  try {
    return source === undefined ? undefined : new RegExp(source, flags!.replaceAll(/[gy]/g, ''));
  } catch {
    return undefined;
  }
}
