import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shapeOf } from '../../shape/shape-of.js';
import { protobufCodecOf, type ProtobufCodec } from './protobuf-codec.js';

const codecOf = (schema: z.ZodType): ProtobufCodec => protobufCodecOf(schema, shapeOf(schema));
/** Repeats bytes, to about a megabyte. */
const megabyteOf = (...bytes: number[]): Uint8Array =>
  new Uint8Array(Buffer.alloc(bytes.length * Math.floor(2 ** 20 / bytes.length), Uint8Array.from(bytes)));
const joined = (...parts: (number[] | Uint8Array)[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));

function issuesOf(codec: ProtobufCodec, bytes: Uint8Array): string[] {
  try {
    codec.decode(bytes);
    return [];
  } catch (error) {
    if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw error;
  }
}

/** Seconds of CPU. Linear work on a megabyte takes a fraction of one, quadratic work hours. */
function secondsOf(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const Point = z.object({ x: z.int(), y: z.int().optional() });
const Content = z.object({
  text: z.string().min(1), // 1
  point: Point.optional(), // 2
  wholes: z.array(z.int().max(100)).min(2), // 3
  points: z.array(Point), // 4
  lists: z.array(z.array(z.int())), // 5
  byName: z.record(z.string(), z.int()), // 6
  one: z.discriminatedUnion('is', [z.object({ is: z.literal('p') }), z.object({ is: z.literal('q') })]).optional(), // 7
});
const codec = codecOf(Content);
const TEXT = [10, 1, 97];
const WHOLES = [26, 2, 1, 2];
const content = { text: 'a', wholes: [1, 2], points: [], lists: [], byName: {} };

describe('a decoder of protobuf, given a megabyte of', () => {
  it.each<[what: string, filling: Uint8Array, isValid: boolean]>([
    ['one scalar again and again', megabyteOf(...TEXT), true],
    ['unknown fields', megabyteOf(160, 6, 1), true],
    ['parts of one message', megabyteOf(18, 2, 8, 1), true],
    ['members of one oneof', megabyteOf(58, 2, 10, 0, 58, 2, 18, 0), true],
    ['small messages', megabyteOf(34, 2, 8, 1), true],
    ['lists without items', megabyteOf(42, 0), true],
    ['entries without a key', megabyteOf(50, 2, 16, 1), true],
    ['numbers that are packed one by one', megabyteOf(26, 1, 1), true],
    ['messages without their field', megabyteOf(34, 0), false],
    ['numbers that are too large', megabyteOf(24, 101), false],
    ['lengths of nothing', megabyteOf(255), false],
    ['tags without an end', megabyteOf(128), false],
  ])('%s, answers in time, with few issues', (_what, filling, isValid) => {
    const bytes = joined(TEXT, WHOLES, filling);
    let issues: string[] = [];
    expect(secondsOf(() => (issues = issuesOf(codec, bytes)))).toBeLessThan(10);
    expect(issues.length).toBe(isValid ? 0 : 1);
  });

  it('small messages before a byte that is no protobuf, does not read them twice', () => {
    const bytes = joined(TEXT, WHOLES, megabyteOf(34, 2, 8, 1), [7]);
    expect(issuesOf(codec, bytes)).toEqual([
      `: the content is not protobuf of this contract: it has a field number that protobuf does not have, at byte ${bytes.length - 1}`,
    ]);
  });
});

describe('a decoder of protobuf', () => {
  it.each<[what: string, length: number[]]>([
    ['2^31 - 1', [255, 255, 255, 255, 7]],
    ['2^31', [128, 128, 128, 128, 8]],
    ['2^32', [128, 128, 128, 128, 16]],
    ['2^32 + 1', [129, 128, 128, 128, 16]],
    ['2^63 - 1', [255, 255, 255, 255, 255, 255, 255, 255, 127]],
    ['-1', [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
  ])('refuses a length of %s wherever there is one', (_what, length) => {
    for (const tag of [[10], [18], [26], [34], [42], [50], [58], [162, 6]])
      expect(issuesOf(codec, joined(TEXT, WHOLES, tag, length, [1, 2]))).toEqual([
        expect.stringContaining('has a length that leads past the end'),
      ]);
  });

  it('reads lists behind a message that was sent in parts, and behind a scalar that is replaced', () => {
    const many = Array.from({ length: 3000 }, (_, i) => i % 100);
    const list = [26, 184, 23, ...many];
    expect(codec.decode(joined(TEXT, [18, 2, 8, 1, 18, 2, 16, 2], list))).toEqual({
      ...content,
      point: { x: 1, y: 2 },
      wholes: many,
    });
    expect(codec.decode(joined([10, 0], TEXT, WHOLES))).toEqual(content);
    expect(codec.decode(joined([58, 2, 10, 0, 58, 2, 18, 0], TEXT, WHOLES))).toEqual({ ...content, one: { is: 'q' } });
  });

  it('names only what is wrong, not what it did not read behind it', () => {
    expect(issuesOf(codec, joined([10, 0], WHOLES))).toEqual([expect.stringMatching(/^text: /)]);
  });

  it('gives entries of any name to their record alone', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'prototype', '0', ''];
    const entry = (name: string): number[] => [50, name.length + 4, 10, name.length, ...Buffer.from(name), 16, 7];
    const before = Object.getOwnPropertyNames(Object.prototype);
    const { byName } = codec.decode(joined(TEXT, WHOLES, ...names.map(entry))) as z.infer<typeof Content>;
    expect(Object.keys(byName).sort()).toEqual(names.filter((name) => name !== '__proto__').sort());
    expect(Object.getPrototypeOf(byName)).toBe(Object.prototype);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect({}).not.toHaveProperty('7');
  });
});

/** Texts that would end a literal, a template, a comment or a line if source code held them as they are. */
const ODD = [
  'a"+(globalThis.hostile=1)+"',
  "a'+(globalThis.hostile=1)+'",
  'a`${globalThis.hostile=1}`',
  'a\n;globalThis.hostile=1;//',
  'a\r\u2028\u2029;globalThis.hostile=1;//',
  'a*/globalThis.hostile=1;/*',
  'a\\',
  'a\\";globalThis.hostile=1;//',
  'a]);globalThis.hostile=1;([',
  'a<!--',
  'a-->',
  'a</script>',
  'a\u0000b',
  'constructor',
];

describe('generated code', () => {
  it.each(ODD.map((name) => [JSON.stringify(name), name]))('takes %s as a name only', (_, name) => {
    const Field = z.object({
      first: z.string().optional(),
      [name]: z.string().default(name.replaceAll('\0', '')),
      [`b${name}`]: z.array(z.int()),
      [`c${name}`]: z.record(z.string(), z.object({ [name]: z.int() })),
      [`d${name}`]: z.object({ [name]: z.tuple([z.boolean()]) }).nullable(),
    });
    const Option = z.discriminatedUnion(name, [
      z.object({ [name]: z.literal(`${name}1`), of: z.enum([`${name}3`, 'other']) }),
      z.object({ [name]: z.literal('2'), of: z.string().regex(new RegExp(`^[^\\u0000"'\`]*$|${escaped(name)}`)) }),
    ]);
    const value = {
      [name]: 'x',
      [`b${name}`]: [1],
      [`c${name}`]: { k: { [name]: 1 } },
      [`d${name}`]: { [name]: [true] },
    };
    const fields = codecOf(Field);
    expect(fields.decode(fields.encode(value))).toEqual(value);
    const options = codecOf(z.object({ all: z.array(Option) }));
    const all = {
      all: [
        { [name]: `${name}1`, of: `${name}3` },
        { [name]: '2', of: 'x' },
      ],
    };
    expect(options.decode(options.encode(all))).toEqual(all);
    expect(() => options.encode({ all: [{ [name]: name }] })).toThrow(/NOT_ENCODABLE/);
    expect(() => fields.encode({ ...value, [`b${name}`]: undefined })).toThrow(/NOT_ENCODABLE/);
    expect(globalThis).not.toHaveProperty('hostile');
  });

  it('sets no prototype for a field that is called like one', () => {
    const shape = Object.defineProperty({ first: z.int().optional() }, '__proto__', {
      value: z.object({ hostile: z.int() }).optional(),
      enumerable: true,
    });
    const odd = codecOf(z.object(shape as never));
    const decoded = odd.decode(Uint8Array.of(8, 1, 18, 2, 8, 1)) as object;
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(decoded).not.toHaveProperty('hostile');
  });
});

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
