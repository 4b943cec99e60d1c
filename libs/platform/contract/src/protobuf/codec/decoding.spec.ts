import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MultilithError } from '../../index.js';
import { shapeOf } from '../../shape/shape-of.js';
import { protobufCodecOf, type DecodeOptions } from './protobuf-codec.js';

interface Tree {
  children: Tree[];
}
const Tree: z.ZodType<Tree> = z.object({
  get children() {
    return z.array(Tree);
  },
});
const Point = z.object({ x: z.int(), y: z.int().optional() });
const Everything = z.object({
  text: z.string().optional(), // 1
  whole: z.int().optional(), // 2
  number: z.number().optional(), // 3
  flag: z.boolean().optional(), // 4
  state: z.enum(['A', 'B']).optional(), // 5
  point: Point.optional(), // 6
  wholes: z.array(z.int()), // 7
  points: z.array(Point), // 8
  byName: z.record(z.string(), Point), // 9
  at: z.date().optional(), // 10
  one: z
    .discriminatedUnion('is', [z.object({ is: z.literal('p'), of: Point }), z.object({ is: z.literal('q') })])
    .optional(), // 11
  json: z.json().optional(), // 12
});
const codec = protobufCodecOf(Everything, shapeOf(Everything));
const empty = { wholes: [], points: [], byName: {} };
const ofBytes = (...parts: (number | string | number[])[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)));
const decode = (bytes: Uint8Array, options?: DecodeOptions): unknown => codec.decode(bytes, options);

describe('a decoder of protobuf', () => {
  it.each<[what: string, bytes: Uint8Array, value: object]>([
    ['no field at all', ofBytes(), {}],
    ['fields in any order', ofBytes(16, 5, 10, 1, 'a'), { text: 'a', whole: 5 }],
    ['the last of several scalars', ofBytes(16, 5, 16, 6), { whole: 6 }],
    ['a message in two parts, merged', ofBytes(50, 2, 8, 1, 50, 2, 16, 2), { point: { x: 1, y: 2 } }],
    ['a list that is packed', ofBytes(58, 3, 1, 172, 2), { wholes: [1, 300] }],
    ['a list that is not packed', ofBytes(56, 1, 56, 172, 2), { wholes: [1, 300] }],
    ['a list of both', ofBytes(56, 1, 58, 1, 2), { wholes: [1, 2] }],
    ['a number in more bytes than it needs', ofBytes(16, 133, 128, 0), { whole: 5 }],
    ['a negative number', ofBytes(16, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]), { whole: -1 }],
    ['a boolean of any number', ofBytes(32, 128, 128, 4), { flag: true }],
    ['an enum of number 0, which is no value', ofBytes(40, 0), {}],
    ['unknown fields', ofBytes(160, 6, 1, [161, 6, 0, 0, 0, 0, 0, 0, 0, 0], [162, 6, 1, 0], [165, 6, 0, 0, 0, 0]), {}],
    [
      'the last of several entries',
      ofBytes(74, 7, 10, 1, 'k', 18, 2, 8, 1, 74, 7, 10, 1, 'k', 18, 2, 8, 2),
      { byName: { k: { x: 2 } } },
    ],
    ['an entry without a key', ofBytes(74, 4, 18, 2, 8, 1), { byName: { '': { x: 1 } } }],
    ['the last of several options', ofBytes(90, 6, 10, 4, 10, 2, 8, 1, 90, 2, 18, 0), { one: { is: 'q' } }],
    [
      'an option in two parts',
      ofBytes(90, 6, 10, 4, 10, 2, 8, 1, 90, 6, 10, 4, 10, 2, 16, 3),
      { one: { is: 'p', of: { x: 1, y: 3 } } },
    ],
    ['a time with parts of a millisecond', ofBytes(82, 6, 8, 1, 16, [191, 132, 61]), { at: new Date(1000) }],
    ['text that is not ASCII', ofBytes(10, 6, 'ü\ufffdx'), { text: 'ü\ufffdx' }],
    ['JSON', ofBytes(98, 4, 'null'), { json: null }],
  ])('reads %s', (_what, bytes, value) => {
    expect(decode(bytes)).toEqual({ ...empty, ...value });
  });

  it.each<[what: string, bytes: Uint8Array, reason: RegExp]>([
    ['an end inside a number', ofBytes(16, 128), /ends inside a number/],
    ['an end inside a double', ofBytes(25, 1, 2), /ends inside a number/],
    [
      'a number of eleven bytes',
      ofBytes(16, [128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1]),
      /more than ten bytes/,
    ],
    ['a length past the end', ofBytes(10, 5, 'a'), /length that leads past the end, at byte 2/],
    ['a length past the end of its message', ofBytes(50, 2, 8, 1, 66, 3, 8, 1), /past the end/],
    ['a length of 2^63', ofBytes(10, [255, 255, 255, 255, 255, 255, 255, 255, 127]), /past the end/],
    ['a field past the end of its message', ofBytes(50, 2, 8, 128, 1), /does not end where it says/],
    ['text that is not UTF-8', ofBytes(10, 2, 0xc3, 0x28), /not UTF-8/],
    ['text with half of a surrogate pair', ofBytes(10, 3, 0xed, 0xa0, 0x80), /not UTF-8/],
    ['text in more bytes than it needs', ofBytes(10, 2, 0xc1, 0x81), /not UTF-8/],
    ['text with a NUL character', ofBytes(10, 3, 'a\0b'), /NUL character/],
    ['a group', ofBytes(163, 6, 164, 6), /wire type 3/],
    ['wire type 7', ofBytes(167, 6), /wire type 7/],
    ['field number 0', ofBytes(2, 0), /field number that protobuf does not have/],
    ['a field of another wire type', ofBytes(18, 1, 0), /field whole in wire type 2, not 0/],
    ['an unknown enum value', ofBytes(40, 7), /Invalid option/],
    [
      'an unknown enum value in a negative number',
      ofBytes(40, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
      /Invalid option/,
    ],
    ['a number beyond exact integers', ofBytes(16, [255, 255, 255, 255, 255, 255, 255, 127]), /expected int/],
    ['a number that is not finite', ofBytes(25, [0, 0, 0, 0, 0, 0, 240, 127]), /expected number/],
    ['a message without a required field', ofBytes(50, 0), /point.*x|"x"/s],
    ['a time in the year 10000', ofBytes(82, 7, 8, [128, 145, 130, 170, 217, 29]), /expected date/i],
    [
      'a time with negative nanoseconds',
      ofBytes(82, 11, 16, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
      /expected date/i,
    ],
    ['a union without an option', ofBytes(90, 0), /"is"/],
    ['text that is no JSON', ofBytes(98, 1, '{'), /invalid_union|Invalid input/],
  ])('refuses %s', (_what, bytes, reason) => {
    expect(() => decode(bytes)).toThrow(z.ZodError);
    expect(() => decode(bytes)).toThrow(reason);
  });

  it('takes absent scalars as missing, or as zero for clients that leave zeros out', () => {
    const Required = z.object({
      text: z.string(),
      whole: z.int().max(0),
      number: z.number(),
      flag: z.boolean(),
      nothing: z.null(),
      big: z.int64(),
      id: z.string().min(1),
    });
    const required = protobufCodecOf(Required, shapeOf(Required));
    const id = [58, 1, 97];
    expect(() => required.decode(ofBytes(id))).toThrow(/expected string, received undefined/);
    expect(required.decode(ofBytes(id), { absent: 'zero' })).toEqual({
      text: '',
      whole: 0,
      number: 0,
      flag: false,
      nothing: null,
      big: 0n,
      id: 'a',
    });
    expect(() => required.decode(ofBytes(), { absent: 'zero' })).toThrow(/"id"/);
  });

  it('refuses unknown fields where the schema does', () => {
    const Strict = z.strictObject({ a: z.int().optional() });
    const strict = protobufCodecOf(Strict, shapeOf(Strict));
    expect(strict.decode(ofBytes(8, 1))).toEqual({ a: 1 });
    expect(() => strict.decode(ofBytes(16, 1))).toThrow(/\(field 2\)/);
  });

  it('refuses what lies inside itself more than a hundred times, in both directions', () => {
    const trees = protobufCodecOf(Tree, shapeOf(Tree));
    const nested = (depth: number): Tree => (depth === 1 ? { children: [] } : { children: [nested(depth - 1)] });
    expect(trees.decode(trees.encode(nested(100)))).toEqual(nested(100));
    expect(() => trees.encode(nested(101))).toThrow(MultilithError);
    let bytes: number[] = [];
    for (let depth = 1; depth < 60; depth++) bytes = [10, bytes.length, ...bytes];
    expect(() => trees.decode(new Uint8Array(bytes))).not.toThrow();
    const deep = new Uint8Array(200_000);
    for (let i = 0; i < deep.length; i += 4) {
      const size = deep.length - i - 4;
      deep.set([10, (size & 127) | 128, ((size >> 7) & 127) | 128, size >> 14], i);
    }
    expect(() => trees.decode(deep)).toThrow(/more than 100 times/);
  });

  it('reports the first wrong item of a long list, not all of them', () => {
    const bytes = new Uint8Array(2_000_000);
    for (let i = 0; i < bytes.length; i += 2) bytes[i] = 66;
    const issues = (): number => {
      try {
        decode(bytes);
        return 0;
      } catch (error) {
        return (error as z.ZodError).issues.length;
      }
    };
    expect(issues()).toBe(1);
  });

  it('refuses JSON inside of text that is nested too deeply', () => {
    const text = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(() => codec.decode(codec.encode({ ...empty, text: 'x' }))).not.toThrow();
    const long = ofBytes(98, [128, 181, 24]);
    const bytes = new Uint8Array([...long, ...Buffer.from(text)]);
    expect(() => decode(bytes)).toThrow(z.ZodError);
  });

  it('does not apply a __proto__ key', () => {
    const decoded = decode(ofBytes(74, 15, 10, 9, '__proto__', 18, 2, 8, 1)) as typeof empty;
    expect(decoded).toEqual(empty);
    expect(Object.getPrototypeOf(decoded.byName)).toBe(Object.prototype);
  });
});

describe('an encoder of protobuf', () => {
  it.each<[what: string, value: object]>([
    ['a date of the year 10000', { at: new Date('+010000-01-01') }],
    ['no date', { at: new Date(NaN) }],
    ['half of a surrogate pair', { text: 'a\ud800' }],
    ['a NUL character', { text: 'a\0' }],
    ['a number beyond exact integers', { whole: 2 ** 53 }],
    ['a value that the lock does not know', { state: 'C' }],
    ['a value of another type', { wholes: 5 }],
    ['an option that the lock does not know', { one: { is: 'r' } }],
    ['a missing value', { points: [{}] }],
  ])('refuses %s', (_what, value) => {
    const encode = (): unknown => codec.encode({ ...empty, ...value });
    expect(encode).toThrow(MultilithError);
    expect(encode).toThrow(/^NOT_ENCODABLE: /);
    expect(codec.decode(codec.encode(empty))).toEqual(empty);
  });

  it('writes the shortest form, in the order of field numbers', () => {
    const value = { text: 'a'.repeat(200), point: { x: 1 }, wholes: [1, 2], points: [], byName: {} };
    const bytes = codec.encode(value);
    expect([...bytes.subarray(0, 3)]).toEqual([10, 200, 1]);
    expect([...bytes.subarray(203)]).toEqual([50, 2, 8, 1, 58, 2, 1, 2]);
  });

  it.each([0, 1, 40, 41, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])('writes text of %i characters', (length) => {
    for (const text of ['x'.repeat(length), 'ü'.repeat(length)])
      expect(codec.decode(codec.encode({ ...empty, text, json: [text] }))).toEqual({ ...empty, text, json: [text] });
  });
});
