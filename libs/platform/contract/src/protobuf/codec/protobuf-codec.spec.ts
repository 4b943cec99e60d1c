import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { schemaAndValues, type SchemaAndValues } from '../../../test/arbitrary-schema.js';
import { shapeOf } from '../../shape/shape-of.js';
import { wireFormOf, type JsonValue } from '../../wire/wire-form.js';
import { Reader } from '../bytes/reader.js';
import { generateDecoder } from '../decoder/decoder-builder.js';
import { formOf } from '../form/form-of.js';
import { protobufFaults } from '../faults.js';
import { protobufCodecOf } from './protobuf-codec.js';

const overJson = (schema: z.ZodType, value: unknown): unknown => {
  const form = wireFormOf(schema);
  return schema.parse(form.decode(JSON.parse(JSON.stringify(form.encode(value))) as JsonValue));
};

/** A schema with some values, shown by its shape if a property fails. */
class Examples {
  constructor(
    readonly schema: z.ZodType,
    readonly values: readonly unknown[],
  ) {}
  [fc.toStringMethod](): string {
    return `${JSON.stringify(shapeOf(this.schema))} with ${fc.stringify(this.values)}`;
  }
}
const examples = (of: fc.Arbitrary<SchemaAndValues>): fc.Arbitrary<Examples> =>
  of.chain(({ schema, values }) =>
    fc.array(values, { minLength: 1, maxLength: 5 }).map((some) => new Examples(schema, some)),
  );

/** Schemas are slow to shrink. */
const settings = { numRuns: Number(process.env['CODEC_RUNS'] ?? 50), endOnFailure: true };

describe('a value as protobuf', () => {
  it('is what it is as JSON, and what it was, for schemas of every kind', () => {
    const property = fc.property(examples(schemaAndValues), ({ schema, values }) => {
      const slot = shapeOf(schema);
      expect(protobufFaults(slot)).toEqual([]);
      const codec = protobufCodecOf(schema, slot);
      const fast = generateDecoder(schema, formOf(slot).form, false);
      for (const value of values) {
        const bytes = codec.encode(value);
        const decoded = codec.decode(bytes);
        expect(decoded).toStrictEqual(overJson(schema, value));
        expect(decoded).toEqual(value);
        expect(fast(new Reader(bytes, false), bytes.length)).toStrictEqual(decoded);
        expect(schema.parse(codec.decodeInput(bytes))).toStrictEqual(decoded);
        expect(codec.encode(decoded)).toEqual(bytes);
      }
    });
    fc.assert(property, settings);
  });
});
