import { z } from 'zod';
import type { ArrayShape, BigintShape, DateShape, NumberShape, StringShape } from './shape.js';

/** The parts of a check of Zod, or of a format that is a schema itself, which shapes describe. */
export interface CheckDef {
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly value?: number | bigint | Date;
  readonly inclusive?: boolean;
  readonly tx?: (value: never) => unknown;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Adds the rule of a check to a shape. Returns `false` for a check that has no place in shapes, such as a refinement. */
export type ReadCheck<Shape> = (shape: Writable<Shape>, check: CheckDef) => boolean;

/** Formats that Zod has, with the pattern that their name stands for. */
const FORMATS: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  [z.base64, z.base64url, z.cidrv4, z.cidrv6, z.cuid, z.cuid2, z.e164, z.email, z.emoji, z.guid, z.hostname, z.hex]
    .concat([z.ipv4, z.ipv6, z.jwt, z.ksuid, z.mac, z.nanoid, z.ulid, z.url, z.uuid, z.xid] as never)
    .concat([z.iso.date, z.iso.datetime, z.iso.duration, z.iso.time] as never)
    .map((make: () => z.ZodType) => {
      const { format, pattern } = make()._zod.def as CheckDef;
      return [format!, pattern && String(pattern)];
    }),
);
const PARTS_OF_EVERY_FORMAT = new Set(['type', 'check', 'format', 'pattern', 'abort', 'error', 'checks', 'fn', 'when']);

export const textCheck: ReadCheck<StringShape> = (shape, check) => {
  switch (check.check) {
    case 'min_length':
      shape.minLength = Math.max(shape.minLength ?? 0, check.minimum!);
      return true;
    case 'max_length':
      shape.maxLength = Math.min(shape.maxLength ?? Infinity, check.maximum!);
      return true;
    case 'length_equals':
      shape.minLength = Math.max(shape.minLength ?? 0, check.length!);
      shape.maxLength = Math.min(shape.maxLength ?? Infinity, check.length!);
      return true;
    case 'overwrite':
      shape.normalized = [...(shape.normalized ?? []), normalizationOf(check.tx as (text: string) => unknown)];
      return true;
    case 'string_format':
      return readFormat(shape, check);
    default:
      return false;
  }
};

function readFormat(shape: Writable<StringShape>, check: CheckDef): boolean {
  const { format = '', pattern } = check;
  // Regular expressions, `.startsWith()` and such are nothing but their pattern.
  const isPattern = format === 'regex' || /^(?:starts_with|ends_with|includes|lowercase|uppercase)$/.test(format);
  const isKnown = !isPattern && Object.hasOwn(FORMATS, format);
  const isFirst = !isPattern && shape.format === undefined;
  if (isFirst) shape.format = formatWithOptions(check);
  const isImplied = isFirst && isKnown && FORMATS[format] === (pattern && String(pattern));
  if (pattern !== undefined && !isImplied) shape.patterns = [...(shape.patterns ?? []), String(pattern)];
  return pattern !== undefined || (isKnown && isFirst);
}

/** `datetime`, or `datetime(offset, precision=3)` for one with options. */
function formatWithOptions(check: CheckDef): string {
  const options = Object.entries(check)
    .filter(
      ([name, value]) => !PARTS_OF_EVERY_FORMAT.has(name) && value !== undefined && value !== null && value !== false,
    )
    .map(([name, value]) => (value === true ? name : `${name}=${String(value)}`))
    .sort();
  return options.length === 0 ? check.format! : `${check.format}(${options.join(', ')})`;
}

/** Texts whose results differ between normalizations: space around, both cases, and a letter with a combining accent. */
const PROBES = ['  Ab\u00c9 c ', '\tXy e\u0301\n'];
const NORMALIZATIONS: Readonly<Record<string, (text: string) => string>> = {
  trim: (text) => text.trim(),
  lowercase: (text) => text.toLowerCase(),
  uppercase: (text) => text.toUpperCase(),
};

function normalizationOf(change: (text: string) => unknown): string {
  try {
    const known = Object.entries(NORMALIZATIONS).find(([, same]) =>
      PROBES.every((text) => change(text) === same(text)),
    );
    return known?.[0] ?? 'other';
  } catch {
    return 'other';
  }
}

/** Bounds of the formats of numbers. */
const NUMBER_FORMATS: Readonly<Record<string, Partial<NumberShape>>> = {
  safeint: { integer: true },
  int32: { integer: true, min: -(2 ** 31), max: 2 ** 31 - 1 },
  uint32: { integer: true, min: 0, max: 2 ** 32 - 1 },
  float32: { min: -3.4028234663852886e38, max: 3.4028234663852886e38 },
  float64: {},
};

export const numberCheck: ReadCheck<NumberShape> = (shape, check) => {
  switch (check.check) {
    case 'greater_than':
      atLeast(shape, Number(check.value), check.inclusive!);
      return true;
    case 'less_than':
      atMost(shape, Number(check.value), check.inclusive!);
      return true;
    case 'multiple_of':
      if (shape.multipleOf !== undefined) return shape.multipleOf === check.value;
      shape.multipleOf = Number(check.value);
      return true;
    case 'number_format': {
      const format = NUMBER_FORMATS[check.format!];
      if (format?.integer) shape.integer = true;
      if (format?.min !== undefined) atLeast(shape, format.min, true);
      if (format?.max !== undefined) atMost(shape, format.max, true);
      return format !== undefined;
    }
    default:
      return false;
  }
};

function atLeast(shape: Writable<NumberShape>, bound: number, inclusive: boolean): void {
  if (shape.min !== undefined && (bound < shape.min || (bound === shape.min && inclusive))) return;
  shape.min = bound;
  if (inclusive) delete shape.exclusiveMin;
  else shape.exclusiveMin = true;
}

function atMost(shape: Writable<NumberShape>, bound: number, inclusive: boolean): void {
  if (shape.max !== undefined && (bound > shape.max || (bound === shape.max && inclusive))) return;
  shape.max = bound;
  if (inclusive) delete shape.exclusiveMax;
  else shape.exclusiveMax = true;
}

const BIGINT_FORMATS: Readonly<Record<string, readonly [min: bigint, max: bigint]>> = {
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

export const bigintCheck: ReadCheck<BigintShape> = (shape, check) => {
  const atLeastBig = (bound: bigint): void => {
    if (shape.min === undefined || bound > BigInt(shape.min)) shape.min = String(bound);
  };
  const atMostBig = (bound: bigint): void => {
    if (shape.max === undefined || bound < BigInt(shape.max)) shape.max = String(bound);
  };
  switch (check.check) {
    case 'greater_than':
      atLeastBig(BigInt(check.value as bigint) + (check.inclusive ? 0n : 1n));
      return true;
    case 'less_than':
      atMostBig(BigInt(check.value as bigint) - (check.inclusive ? 0n : 1n));
      return true;
    case 'bigint_format': {
      const bounds = BIGINT_FORMATS[check.format!];
      if (!bounds) return false;
      atLeastBig(bounds[0]);
      atMostBig(bounds[1]);
      return true;
    }
    default:
      return false;
  }
};

export const dateCheck: ReadCheck<DateShape> = (shape, check) => {
  // Zod checks dates by the millisecond, also against a bound that is a number.
  const bound = Number(check.value);
  switch (check.check) {
    case 'greater_than': {
      const min = bound + (check.inclusive ? 0 : 1);
      if (shape.min === undefined || min > Date.parse(shape.min)) shape.min = new Date(min).toISOString();
      return true;
    }
    case 'less_than': {
      const max = bound - (check.inclusive ? 0 : 1);
      if (shape.max === undefined || max < Date.parse(shape.max)) shape.max = new Date(max).toISOString();
      return true;
    }
    default:
      return false;
  }
};

export const listCheck: ReadCheck<ArrayShape> = (shape, check) => {
  switch (check.check) {
    case 'min_length':
      shape.minItems = Math.max(shape.minItems ?? 0, check.minimum!);
      return true;
    case 'max_length':
      shape.maxItems = Math.min(shape.maxItems ?? Infinity, check.maximum!);
      return true;
    case 'length_equals':
      shape.minItems = Math.max(shape.minItems ?? 0, check.length!);
      shape.maxItems = Math.min(shape.maxItems ?? Infinity, check.length!);
      return true;
    default:
      return false;
  }
};
