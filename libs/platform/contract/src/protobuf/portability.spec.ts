import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';
import { bundle } from '../../test/bundle.js';

const ENTRIES = ['protobuf/index.ts', 'lock/index.ts'];
const VALUE = `{
  text: 'ü🙂' + 'x'.repeat(50), at: new Date(5), body: new Uint8Array([1, 2]), list: ['a', 'Überraschung'], big: -5n
}`;

/** Encodes and decodes a value, and bytes that do not fit, without anything of Node. */
const program = (code: string): string => `${code}
  const { z, bytes, protobufCodecOf, shapeOf } = Multilith;
  const schema = z.object({
    text: z.string(), at: z.date(), body: bytes(), list: z.array(z.string().trim().min(1)), big: z.int64(),
  });
  const codec = protobufCodecOf(schema, shapeOf(schema));
  const value = ${VALUE};
  const sent = codec.encode(value);
  const back = codec.decode(sent);
  const refused = [[10, 2, 0xc3, 0x28], [10, 3, 0xed, 0xa0, 0x80], [10, 0]].map((bad) => {
    try { codec.decode(new Uint8Array(bad)); return 'none'; } catch (error) { return error instanceof z.ZodError; }
  });
  const same = back.text === value.text && back.list.join() === value.list.join() && back.big === value.big;
  [same, back.at.getTime(), back.body.length, refused.join(), [...sent].join(), typeof Buffer, typeof TextDecoder].join(' ')`;

it('the protobuf codec needs neither Node nor text decoders, nor code generation', async () => {
  const { code, imports } = await bundle([], ENTRIES);
  expect(imports).toEqual([]);
  const globals = { atob, btoa, URL };
  const generated = runInContext(program(code), createContext(globals)) as string;
  expect(generated).toMatch(/^true 5 2 true,true,true [\d,]+ undefined undefined$/);
  // As under a Content-Security-Policy without `unsafe-eval`.
  const restricted = createContext({ ...globals }, { codeGeneration: { strings: false, wasm: false } });
  expect(runInContext(program(code), restricted)).toBe(generated);
});
