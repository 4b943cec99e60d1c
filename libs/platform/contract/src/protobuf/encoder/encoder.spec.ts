import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaAndValues } from '../../../test/arbitrary-schema.js';
import { shapeOf } from '../../shape/shape-of.js';
import { contains } from '../../wire/wire-form.js';
import { NotEncodable } from '../bytes/not-encodable.js';
import { Writer } from '../bytes/writer.js';
import { formOf } from '../form/form-of.js';
import type { Encode } from './encode.js';
import { generateEncoder } from './encoder-builder.js';
import { interpretedEncoder } from './interpreted-encoder.js';

const writer = new Writer();
const bytesOf = (encode: Encode, value: unknown): Uint8Array =>
  writer.take(encode(writer, writer.begin(), value as never));
const encodersOf = (schema: z.ZodType): [name: string, encode: Encode][] => {
  const { form } = formOf(shapeOf(schema));
  return [
    ['generated', generateEncoder(form)],
    ['interpreted', interpretedEncoder(form)],
  ];
};

describe('the generated and the interpreted encoder', () => {
  it('write the same bytes, whatever was written before, for schemas of every kind', () => {
    const property = fc.property(
      schemaAndValues.chain(({ schema, values }) => fc.tuple(fc.constant(schema), fc.array(values, { minLength: 1 }))),
      ([schema, values]) => {
        const [[, generated], [, interpreted]] = encodersOf(schema) as [[string, Encode], [string, Encode]];
        const hasCodec = contains(schema, (_, type) => type === 'pipe');
        for (const value of values) {
          const input: unknown = hasCodec ? z.encode(schema, value as never) : value;
          expect(bytesOf(generated, input)).toEqual(bytesOf(interpreted, input));
        }
      },
    );
    fc.assert(property, { numRuns: Number(process.env['CODEC_RUNS'] ?? 50), endOnFailure: true });
  });

  const Text = z.object({ text: z.string() });
  it.each(encodersOf(Text))('keeps what was written before: %s', (_, encode) => {
    const sizes = Array.from({ length: 200 }, (_size, i) => (i * 37) % 400 ** (1 + (i % 20 === 0 ? 1 : 0)));
    const all = sizes.map((size) => {
      expect(() => bytesOf(encode, { text: `${'y'.repeat(size)}\0` })).toThrow(NotEncodable);
      return bytesOf(encode, { text: 'x'.repeat(size) });
    });
    for (const [i, size] of sizes.entries())
      expect(
        Buffer.from(all[i]!)
          .subarray(-size || Infinity)
          .toString(),
      ).toBe('x'.repeat(size));
  });

  it.each(encodersOf(Text))('writes after the buffer of a message was transferred: %s', (_, encode) => {
    const { buffer } = bytesOf(encode, { text: 'a' });
    structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    expect([...bytesOf(encode, { text: 'a' })]).toEqual([10, 1, 97]);
  });

  const Lengths = z.object({ texts: z.array(z.object({ text: z.string(), after: z.int() })), last: z.int() });

  it.each(encodersOf(Lengths))(
    'writes messages of growing and shrinking size in the shortest form: %s',
    (_, encode) => {
      for (const size of [1, 130, 1, 20_000, 3_000_000, 5]) {
        const bytes = bytesOf(encode, { texts: [{ text: 'x'.repeat(size), after: 1 }], last: 2 });
        const digits = (value: number): number => (value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : 4);
        const inner = 1 + digits(size) + size + 2;
        expect(bytes.length).toBe(1 + digits(inner) + inner + 2);
        expect([...bytes.subarray(-4)]).toEqual([16, 1, 16, 2]);
      }
    },
  );

  const Numbers = z.object({ whole: z.int(), big: z.int64(), natural: z.uint64() });
  it.each(encodersOf(Numbers))('writes every number of bits: %s', (_, encode) => {
    for (let bits = 0; bits <= 64; bits++)
      for (const near of [-1n, 0n, 1n]) {
        const value = 2n ** BigInt(bits) + near;
        const [whole, big, natural] = [BigInt.asIntN(53, value), BigInt.asIntN(64, value), BigInt.asUintN(64, value)];
        const written = [whole, big, natural].flatMap((of, i) => [(i + 1) * 8, ...varint(BigInt.asUintN(64, of))]);
        if (Number.isSafeInteger(Number(whole)))
          expect([...bytesOf(encode, { whole: Number(whole), big, natural })]).toEqual(written);
      }
  });

  const Typed = z.object({
    text: z.string().optional(),
    flag: z.boolean().optional(),
    number: z.number().optional(),
    whole: z.int().optional(),
    big: z.int64().optional(),
    at: z.date().optional(),
    list: z.array(z.string()).optional(),
    tuple: z.tuple([z.string()]).optional(),
    byName: z.record(z.string(), z.int()).optional(),
    any: z.union([z.string(), z.number()]).optional(),
  });
  const wrong: [what: string, value: object][] = [
    ['a number as text', { text: 5 }],
    ['a list as text', { text: ['a'] }],
    ['text as a boolean', { flag: 'false' }],
    ['text as a number', { number: '5' }],
    ['a fraction as an integer', { whole: 1.5 }],
    ['text as an integer', { whole: '5' }],
    ['more than 64 bits', { big: 2n ** 64n }],
    ['a number as a bigint', { big: 5 }],
    ['text as a date', { at: '2010-12-01' }],
    ['text as a list', { list: 'abc' }],
    ['text as a tuple', { tuple: 'abc' }],
    ['nothing as an entry', { byName: { a: null } }],
    ['an object as a union of text and number', { any: {} }],
  ];
  for (const [name, encode] of encodersOf(Typed))
    it.each(wrong)(`refuses %s: ${name}`, (_what, value) => {
      let thrown: unknown;
      try {
        bytesOf(encode, value);
      } catch (error) {
        thrown = error;
      }
      // The codec turns both into a MultilithError.
      expect(thrown instanceof NotEncodable || thrown instanceof TypeError).toBe(true);
    });
});

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}
