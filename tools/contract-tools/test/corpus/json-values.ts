import type { Field, Shape, Slot, StringShape } from '@multilith/contract/lock';
import type { JsonValue } from '@multilith/contract';
import fc from 'fast-check';

/**
 * Makes JSON that a shape describes, and some that it nearly describes: callers keep what the real schema takes. Bounds
 * and absent fields come up often, because that is where schemas differ.
 */
export function jsonOf(slot: Slot, around: readonly Shape[] = [], depth = 0): fc.Arbitrary<JsonValue> {
  const value = jsonOfShape(slot.shape, around, depth);
  return slot.nullable ? fc.oneof({ weight: 3, arbitrary: value }, fc.constant(null)) : value;
}

function jsonOfShape(shape: Shape, around: readonly Shape[], depth: number): fc.Arbitrary<JsonValue> {
  const inside = shape.type === 'object' || shape.type === 'union' ? [...around, shape] : around;
  switch (shape.type) {
    case 'string':
      return text(shape);
    case 'number': {
      const { min = -1e6, max = 1e6, multipleOf } = shape;
      if (multipleOf !== undefined)
        return fc.integer({ min: -20, max: 20 }).map((n) => Number((n * multipleOf).toFixed(6)));
      const whole = fc.integer({ min: Math.ceil(min), max: Math.floor(Math.max(Math.ceil(min), max)) });
      const bounds = fc.constantFrom(min, max, min + 1, max - 1);
      const beyond = fc.constantFrom(0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53);
      return shape.integer
        ? fc.oneof(whole, bounds, beyond)
        : fc.oneof(whole, bounds, beyond, fc.double({ min, max, noNaN: true }));
    }
    case 'bigint': {
      const [min, max] = [BigInt(shape.min ?? -(2n ** 70n)), BigInt(shape.max ?? 2n ** 70n)];
      return fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max)).map(String);
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'date': {
      const [min, max] = [new Date(shape.min ?? '1000-01-01'), new Date(shape.max ?? '9000-01-01')];
      return fc
        .oneof(fc.date({ min, max, noInvalidDate: true }), fc.constantFrom(min, max))
        .map((date) => date.toISOString());
    }
    case 'bytes': {
      const { max = 40 } = shape;
      const sized = (size: number): fc.Arbitrary<JsonValue> =>
        fc.uint8Array({ minLength: size, maxLength: size }).map((data) => Buffer.from(data).toString('base64'));
      return fc.oneof(sized(0), sized(max), sized(1));
    }
    case 'enum':
      return shape.open
        ? fc.oneof(fc.constantFrom(...shape.values), fc.string({ maxLength: 4 }))
        : fc.constantFrom(...shape.values);
    case 'literal':
      return fc.constantFrom(...shape.values);
    case 'array': {
      const { minItems = 0, maxItems = minItems + 3 } = shape;
      return fc.oneof(
        fc.array(jsonOf(shape.item, around, depth), { minLength: minItems, maxLength: maxItems }),
        fc.array(jsonOf(shape.item, around, depth), { minLength: maxItems, maxLength: maxItems }),
      );
    }
    case 'tuple': {
      const items = fc.tuple(...shape.items.map((item) => jsonOf(item, around, depth)));
      const required = shape.items.findLastIndex(({ optional }) => !optional) + 1;
      if (!shape.rest)
        return fc
          .tuple(items, fc.nat(shape.items.length - required))
          .map(([all, less]) => all.slice(0, all.length - less));
      return fc
        .tuple(items, fc.array(jsonOf(shape.rest, around, depth), { maxLength: 2 }))
        .map(([all, rest]) => [...all, ...rest]);
    }
    case 'record':
      return record(shape, around, depth);
    case 'object':
      return object(shape, inside, depth);
    case 'union':
      return fc.oneof(
        { depthIdentifier: 'shape', maxDepth: 3 },
        ...shape.options.map((option) => jsonOfShape(option.shape, inside, depth)),
      );
    case 'json':
      return fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<JsonValue>;
    case 'void':
      return fc.constant(null);
    case 'ref': {
      const index = around.length - 1 - shape.up;
      // Recursion ends here; fields and options that hold it are left out below.
      return depth > 2 ? fc.constant(STOP) : jsonOfShape(around[index]!, around.slice(0, index), depth + 1);
    }
  }
}

/** Stands where recursion was cut off. Values that still hold it are no values of the schema. */
const STOP = '\0stop';

function text({ minLength = 0, maxLength = 12, patterns, format, normalized }: StringShape): fc.Arbitrary<JsonValue> {
  const sized = (size: number): fc.Arbitrary<string> => fc.string({ minLength: size, maxLength: size });
  const plain = patterns?.length
    ? fc.oneof(...patterns.map((pattern) => matching(pattern)), fc.string({ maxLength: 3 }))
    : format
      ? ofFormat(format)
      : fc.oneof(
          sized(minLength),
          sized(Math.min(maxLength, 400)),
          sized(Math.min(minLength + 1, maxLength)),
          fc.constantFrom('a', 'B', 'one', '1'),
        );
  const spaced = plain.map((value) => ` ${value}`);
  const blank = fc.constantFrom(' ', '  ', '\t', 'ab ', '   ab');
  const cased = fc.oneof(
    plain.map((value) => value.toUpperCase()),
    plain.map((value) => value.toLowerCase()),
  );
  return normalized
    ? fc.oneof(plain, spaced, blank, cased)
    : fc.oneof({ weight: 6, arbitrary: plain }, spaced, blank, cased);
}

/** By pattern: classes of Unicode take seconds to prepare. */
const matched = new Map<string, fc.Arbitrary<string>>();

function matching(pattern: string): fc.Arbitrary<string> {
  let texts = matched.get(pattern);
  if (!texts) {
    const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(pattern)!;
    matched.set(pattern, (texts = fc.stringMatching(new RegExp(source!, flags))));
  }
  return texts;
}

function ofFormat(format: string): fc.Arbitrary<string> {
  switch (format.replace(/\(.*/, '')) {
    case 'uuid':
    case 'guid':
      return fc.oneof(fc.uuid(), fc.uuid({ version: 4 }), fc.constant('ffffffff-aaaa-0000-0000-ffffffffffff'));
    case 'email':
      return fc.oneof(fc.emailAddress(), fc.constantFrom('a@b.co', `${'a'.repeat(40)}@example.org`));
    case 'url':
      return fc.webUrl();
    case 'date':
      return fc.date({ min: new Date(0), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    case 'datetime':
      return fc.oneof(
        fc.date({ min: new Date(0), max: new Date('9000'), noInvalidDate: true }).map((date) => date.toISOString()),
        fc.constantFrom('2026-01-31T12:00:00+02:00', '2026-01-31T12:00:00', '2026-01-31T12:00Z'),
      );
    default:
      return fc.string();
  }
}

function record(
  shape: Extract<Shape, { type: 'record' }>,
  around: readonly Shape[],
  depth: number,
): fc.Arbitrary<JsonValue> {
  const value = jsonOf(shape.value, around, depth);
  if (shape.key.type === 'enum' || shape.key.type === 'literal') {
    const all = Object.fromEntries(shape.key.values.map((key) => [String(key), value]));
    return fc.record(all, { requiredKeys: shape.value.optional ? [] : Object.keys(all) }) as fc.Arbitrary<JsonValue>;
  }
  const key = jsonOfShape(shape.key, around, depth).map(String);
  return fc.dictionary(key, value, { maxKeys: 3 }) as fc.Arbitrary<JsonValue>;
}

function object(
  shape: Extract<Shape, { type: 'object' }>,
  around: readonly Shape[],
  depth: number,
): fc.Arbitrary<JsonValue> {
  const entries = Object.entries(shape.fields).map(
    ([name, slot]: [string, Field]) => [name, jsonOf(slot, around, depth)] as const,
  );
  const requiredKeys = Object.entries(shape.fields).flatMap(([name, { optional }]) => (optional ? [] : [name]));
  const named = fc.record(Object.fromEntries(entries), { requiredKeys }) as fc.Arbitrary<{ [key: string]: JsonValue }>;
  const { others } = shape;
  if (others === undefined || others === 'refuse') return named;
  const names = fc.oneof(fc.string({ minLength: 1, maxLength: 5 }), fc.constantFrom('value', 'extra', 'note'));
  return fc
    .tuple(fc.dictionary(names, jsonOf(others, around, depth), { maxKeys: 3 }), named)
    .map(([more, own]) => ({ ...more, ...own }) as JsonValue);
}

/** Whether a value has no place where recursion was cut off. */
export const isWhole = (value: JsonValue): boolean =>
  !JSON.stringify(value).includes(STOP.replace('\0', String.raw`\u0000`));
