import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { schemaAndValues } from '../../../test/arbitrary-schema.js';
import { shapeOf } from '../../shape/shape-of.js';
import { Reader } from '../bytes/reader.js';
import { generateDecoder } from '../decoder/decoder-builder.js';
import { INVALID } from '../decoder/run.js';
import { formOf } from '../form/form-of.js';
import { Malformed } from '../raw/malformed.js';
import { protobufCodecOf } from './protobuf-codec.js';

/** Bytes of a value with some of them replaced, removed or added. */
const changed = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.tuple(fc.nat(bytes.length), fc.nat(3), fc.uint8Array({ maxLength: 4 })), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const result = [...bytes];
      for (const [at, removed, added] of changes) result.splice(at, removed, ...added);
      return Uint8Array.from(result);
    });

/** What a decoder makes of bytes; anything but its own error is thrown on. */
function outcome(decode: () => unknown): unknown {
  try {
    return { value: decode() };
  } catch (error) {
    if (error instanceof z.ZodError) return 'refused';
    throw error;
  }
}

it('the generated decoder takes nothing that Zod refuses, and nothing throws other errors, whatever the bytes', () => {
  const property = fc.property(
    schemaAndValues.chain(({ schema, values }) => {
      const codec = protobufCodecOf(schema, shapeOf(schema));
      const bytes = values.chain((value) => changed(codec.encode(value)));
      return fc
        .array(fc.oneof({ weight: 5, arbitrary: bytes }, fc.uint8Array()), { minLength: 20, maxLength: 20 })
        .map((all) => ({ schema, codec, all, [fc.toStringMethod]: () => fc.stringify(all) }));
    }),
    ({ schema, codec, all }) => {
      const generated = generateDecoder(schema, formOf(shapeOf(schema)).form, false);
      for (const bytes of all)
        for (const absent of ['missing', 'zero'] as const) {
          const byZod = outcome(() => schema.parse(codec.decodeInput(bytes, { absent })));
          expect(outcome(() => codec.decode(bytes, { absent }))).toStrictEqual(byZod);
          let fast: unknown;
          try {
            fast = generated(new Reader(bytes, absent === 'zero'), bytes.length);
          } catch (error) {
            if (!(error instanceof Malformed)) throw error;
            continue;
          }
          if (fast !== INVALID) expect({ value: fast }).toStrictEqual(byZod);
        }
    },
  );
  fc.assert(property, { numRuns: Number(process.env['CODEC_RUNS'] ?? 40), endOnFailure: true });
});
