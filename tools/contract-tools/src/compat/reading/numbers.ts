import type { BigintShape, BytesShape, DateShape, NumberShape, Shape } from '@multilith/contract/lock';
import { broken, type Difference, type Reading } from './reading.js';
import { kindChanged } from './text.js';
import { show } from './words.js';

/** What a number schema reads. */
export function readNumber(reading: Reading, reader: NumberShape, writer: Shape): readonly Difference[] {
  if (writer.type !== 'number') return [kindChanged(reading, reader, writer)];
  const differences: Difference[] = [];
  if (reader.integer && !writesIntegers(writer))
    differences.push(
      broken(reading, 'whole-number', reading.change('whole number', 'number'), 'numbers with a fraction'),
    );
  else if (reader.integer && !writer.integer && (lowest(writer) < lowest(reader) || highest(writer) > highest(reader)))
    differences.push(broken(reading, 'whole-number', reading.change('whole number', 'number'), 'numbers beyond 2^53'));
  const min = { bound: lowest(reader), excluded: excludes(reader, 'exclusiveMin') };
  const writerMin = { bound: lowest(writer), excluded: excludes(writer, 'exclusiveMin') };
  if (
    reader.min !== undefined &&
    (min.bound > writerMin.bound || (min.bound === writerMin.bound && min.excluded && !writerMin.excluded))
  )
    differences.push(
      broken(
        reading,
        'minimum',
        `minimum ${reading.change(bound(reader.min, reader.exclusiveMin), bound(writer.min, writer.exclusiveMin))}`,
        `numbers ${reader.exclusiveMin ? `up to ${reader.min}` : `below ${reader.min}`}`,
      ),
    );
  const max = { bound: highest(reader), excluded: excludes(reader, 'exclusiveMax') };
  const writerMax = { bound: highest(writer), excluded: excludes(writer, 'exclusiveMax') };
  if (
    reader.max !== undefined &&
    (max.bound < writerMax.bound || (max.bound === writerMax.bound && max.excluded && !writerMax.excluded))
  )
    differences.push(
      broken(
        reading,
        'maximum',
        `maximum ${reading.change(bound(reader.max, reader.exclusiveMax), bound(writer.max, writer.exclusiveMax))}`,
        `numbers ${reader.exclusiveMax ? `from ${reader.max}` : `above ${reader.max}`}`,
      ),
    );
  if (
    reader.multipleOf !== undefined &&
    !isMultiple(writer.multipleOf ?? (writer.integer ? 1 : undefined), reader.multipleOf)
  )
    differences.push(
      broken(
        reading,
        'multiple-of',
        `multiple of ${reading.change(show(reader.multipleOf), show(writer.multipleOf))}`,
        `numbers that are not multiples of ${reader.multipleOf}`,
      ),
    );
  return differences;
}

/** Whether a number schema takes one fixed number. */
export function takesNumber(shape: NumberShape, value: number): boolean {
  return (
    (!shape.integer || Number.isSafeInteger(value)) &&
    (shape.min === undefined || (shape.exclusiveMin ? value > shape.min : value >= shape.min)) &&
    (shape.max === undefined || (shape.exclusiveMax ? value < shape.max : value <= shape.max)) &&
    (shape.multipleOf === undefined || isMultiple(value, shape.multipleOf))
  );
}

const bound = (value: number | undefined, exclusive: boolean | undefined): string =>
  `${show(value)}${value !== undefined && exclusive ? ' (excluded)' : ''}`;

const writesIntegers = ({ integer, multipleOf }: NumberShape): boolean =>
  integer === true || (multipleOf !== undefined && Number.isInteger(multipleOf));

/** The bounds of whole numbers are whole and included. */
function lowest({ integer, min, exclusiveMin }: NumberShape): number {
  if (!integer) return min ?? -Infinity;
  if (min === undefined) return Number.MIN_SAFE_INTEGER;
  return Math.max(Number.MIN_SAFE_INTEGER, exclusiveMin ? Math.floor(min) + 1 : Math.ceil(min));
}
function highest({ integer, max, exclusiveMax }: NumberShape): number {
  if (!integer) return max ?? Infinity;
  if (max === undefined) return Number.MAX_SAFE_INTEGER;
  return Math.min(Number.MAX_SAFE_INTEGER, exclusiveMax ? Math.ceil(max) - 1 : Math.floor(max));
}
const excludes = (shape: NumberShape, end: 'exclusiveMin' | 'exclusiveMax'): boolean =>
  !shape.integer && shape[end] === true;

/** Whether every multiple of `step` is one of `of`; decimal steps are compared as decimals. */
function isMultiple(step: number | undefined, of: number): boolean {
  if (step === undefined) return false;
  const quotient = step / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient));
}

/** What a bigint schema reads. */
export function readBigint(reading: Reading, reader: BigintShape, writer: Shape): readonly Difference[] {
  if (writer.type !== 'bigint') return [kindChanged(reading, reader, writer)];
  return readOrdered(reading, reader, writer, BigInt);
}

/** What a date schema reads. */
export function readDate(reading: Reading, reader: DateShape, writer: Shape): readonly Difference[] {
  if (writer.type !== 'date') return [kindChanged(reading, reader, writer)];
  return readOrdered(reading, reader, writer, Date.parse);
}

/** What a bytes schema reads. */
export function readBytes(reading: Reading, reader: BytesShape, writer: Shape): readonly Difference[] {
  if (writer.type !== 'bytes') return [kindChanged(reading, reader, writer)];
  if (reader.max === undefined || (writer.max !== undefined && writer.max <= reader.max)) return [];
  return [
    broken(
      reading,
      'max-length',
      `maximum length ${reading.change(show(reader.max), show(writer.max))}`,
      `more than ${reader.max} bytes`,
    ),
  ];
}

type Bounds = { readonly min?: string; readonly max?: string };

function readOrdered(
  reading: Reading,
  reader: Bounds,
  writer: Bounds,
  order: (text: string) => bigint | number,
): Difference[] {
  const differences: Difference[] = [];
  if (reader.min !== undefined && (writer.min === undefined || order(writer.min) < order(reader.min)))
    differences.push(
      broken(
        reading,
        'minimum',
        `minimum ${reading.change(reader.min, writer.min ?? 'none')}`,
        `values below ${reader.min}`,
      ),
    );
  if (reader.max !== undefined && (writer.max === undefined || order(writer.max) > order(reader.max)))
    differences.push(
      broken(
        reading,
        'maximum',
        `maximum ${reading.change(reader.max, writer.max ?? 'none')}`,
        `values above ${reader.max}`,
      ),
    );
  return differences;
}
