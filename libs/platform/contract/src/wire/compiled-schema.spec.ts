import { createContext, runInContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { bundle } from '../../test/bundle.js';
import {
  bytes,
  command,
  contractError,
  decodeError,
  decodeOutput,
  encodeError,
  ownOutput,
  personal,
} from '../index.js';
import { compiledSchema } from './compiled-schema.js';

const when = new Date('2026-01-02T03:04:05.678Z');
const Upper = z.codec(z.string(), z.string(), {
  decode: (text) => text.toUpperCase(),
  encode: (text) => text.toLowerCase(),
});

describe('a compiled schema', () => {
  it.each<[string, z.ZodType, unknown[]]>([
    ['text', z.string().trim().min(2).max(4).regex(/^\w+$/), [' abc ', '', 'a b', 'abcde', 7, null, undefined]],
    ['formats', z.object({ mail: z.email(), id: z.uuid(), link: z.url() }), [{ mail: 'a@b.org', id: 'x', link: '' }]],
    ['numbers', z.int().min(-2).multipleOf(2), [-2, 3, 1.5, NaN, Infinity, 2 ** 53, '4']],
    ['dates', z.date().min(when), [when, new Date(0), new Date(NaN), when.toISOString()]],
    ['big numbers', z.bigint().positive(), [1n, 0n, 1]],
    ['bytes', bytes({ max: 2 }), [new Uint8Array(2), Buffer.alloc(3), [1, 2]]],
    [
      'lists',
      z.array(z.object({ a: z.int() })).min(1),
      [[{ a: 1, b: 2 }], [], [{ a: '1' }, {}], [undefined, 1], { length: 1 }],
    ],
    ['tuples', z.tuple([z.string(), z.int()], z.boolean()), [['a', 1, true], ['a', 1, 'x'], ['a']]],
    ['records', z.record(z.enum(['a', 'b']), z.int()), [{ a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2, c: 3 }]],
    ['keys of any name', z.record(z.string(), z.int()), [JSON.parse('{"__proto__":1,"constructor":2}'), { a: 'x' }]],
    [
      'absent fields',
      z.object({ a: z.int().optional(), b: z.int().nullish() }),
      [{}, { a: undefined }, { b: null }, { a: null }],
    ],
    [
      'defaults',
      z.object({ a: z.int().default(3), b: z.array(z.string()).prefault(['x']) }),
      [{}, { a: undefined }, { a: null }],
    ],
    ['strict objects', z.strictObject({ a: z.int() }), [{ a: 1 }, { a: 1, b: 2 }]],
    ['unions', z.union([z.int(), z.string(), z.null()]), [1, 'a', null, true]],
    [
      'options',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a'), at: z.date() }),
        z.strictObject({ kind: z.enum(['b', 'c']) }),
      ]),
      [{ kind: 'a', at: when }, { kind: 'c' }, { kind: 'c', at: when }, { kind: 'd' }, {}],
    ],
    ['codecs', z.object({ name: Upper }), [{ name: 'ada' }, { name: 1 }]],
    ['arbitrary JSON', z.object({ json: z.json() }), [{ json: { a: [null, 1, 'x'] } }, { json: 1n }, {}]],
    [
      'refinements',
      z
        .object({ from: z.int(), to: z.int() })
        .refine(({ from, to }) => from <= to, { path: ['to'], error: 'before from' }),
      [
        { from: 1, to: 2 },
        { from: 2, to: 1 },
        { from: 'x', to: 1 },
      ],
    ],
    ['marks of personal data', z.object({ name: personal(z.string().min(2)) }), [{ name: 'Ada' }, { name: '' }]],
    ['read-only parts', z.object({ list: z.array(z.int()).readonly() }).readonly(), [{ list: [1] }, { list: 1 }]],
    ['brands and messages of its own', z.string('no text').min(2, 'too short').brand('Id'), ['ab', 'a', 1]],
  ])('gives the results and errors of an interpreted one: %s', (_what, schema, values) => {
    for (const value of values) {
      const expected = schema.safeParse(value);
      const result = compiledSchema(schema).safeParse(value);
      expect(result.success).toBe(expected.success);
      if (!expected.success) expect(result.error!.issues).toEqual(expected.error.issues);
      else {
        expect(result.data).toStrictEqual(expected.data);
        expect(Object.keys(Object(result.data) as object)).toEqual(Object.keys(Object(expected.data) as object));
        expect(Object.isFrozen(result.data)).toBe(Object.isFrozen(expected.data));
      }
    }
  });

  it('copies lists, objects and records, so that nothing is shared with its input', () => {
    const schema = z.object({
      list: z.array(z.array(z.int())),
      fields: z.record(z.string(), z.object({ a: z.int() })),
    });
    const input = { list: [[1]], fields: { x: { a: 1 } } };
    const output = compiledSchema(schema).parse(input);
    expect(output).toEqual(input);
    for (const [copy, original] of [
      [output, input],
      [output.list, input.list],
      [output.list[0], input.list[0]],
      [output.fields, input.fields],
      [output.fields['x'], input.fields.x],
    ])
      expect(copy).not.toBe(original);
  });

  it('reads each field once, so that a getter cannot pass the check with another value than it is given on with', () => {
    let reads = 0;
    const output = compiledSchema(z.object({ a: z.string().max(3) })).parse({
      get a() {
        return reads++ === 0 ? 'one' : 'more than three';
      },
    });
    expect(output).toEqual({ a: 'one' });
  });

  it('passes on what a refinement throws', () => {
    const schema = z.object({ a: z.string() }).refine(() => {
      throw new Error('a defect of the contract');
    });
    expect(() => compiledSchema(schema).safeParse({ a: '' })).toThrow('a defect of the contract');
  });
});

describe('compilation', () => {
  let compilations = 0;
  beforeEach(() => {
    compilations = 0;
    const Compiler = globalThis.Function;
    vi.stubGlobal(
      'Function',
      new Proxy(Compiler, { construct: (target, args) => (compilations++, Reflect.construct(target, args) as object) }),
    );
  });
  afterEach(() => void vi.unstubAllGlobals());

  /** How often `work` compiles. */
  const compiledBy = (work: () => unknown): number => {
    const before = compilations;
    work();
    return compilations - before;
  };

  it('happens when a message, an answer or an error is made for the first time, and not again', () => {
    const input = z.object({ a: z.string() });
    const output = z.object({ b: z.string() });
    class Full extends contractError('hall.Full', {
      data: z.object({ c: z.string() }),
      message: 'The hall is full.',
    }) {}
    class Enter extends command('hall.Enter', { input, output, errors: [Full], access: 'public' }) {}
    for (const make of [() => new Enter({ a: 'x' }), () => ownOutput(Enter, { b: 'x' }), () => new Full({ c: 'x' })]) {
      expect(compiledBy(make)).toBeGreaterThan(0);
      expect(compiledBy(make)).toBe(0);
    }
    expect(compiledBy(() => decodeOutput(Enter, { b: 'x' }))).toBe(0);
    expect(compiledBy(() => decodeError(Enter, 'hall.Full', encodeError(new Full({ c: 'x' })).data))).toBe(0);
  });

  it('does not happen when a message is declared', () => {
    expect(compiledBy(() => command('hall.Leave', { input: z.object({ a: z.date() }), access: 'public' }))).toBe(0);
  });

  it('is left out if Zod is configured not to evaluate code', () => {
    z.config({ jitless: true });
    try {
      expect(compiledBy(() => compiledSchema(z.object({ a: z.int() })).parse({ a: 1 }))).toBe(0);
    } finally {
      z.config({ jitless: false });
    }
  });

  it('is left out where a page may not evaluate code, and everything works', async () => {
    const { code } = await bundle([]);
    const strict = createContext({ atob, btoa, URL }, { codeGeneration: { strings: false } });
    const result: unknown = runInContext(
      `${code}
       const { z, command, decodeMessage, encodeMessage } = Multilith;
       class Send extends command('mail.Send', { input: z.object({ at: z.date(), to: z.email() }), access: 'public' }) {}
       const refusal = (work) => { try { work(); } catch (error) { return error.issues?.[0].message ?? error.name; } };
       const back = decodeMessage(Send, JSON.parse(JSON.stringify(encodeMessage(new Send({ at: new Date(0), to: 'a@b.org' })))));
       [back.at.getTime(), back.to, refusal(() => new Send({ at: new Date(0), to: '' })), refusal(() => new Function(''))].join()`,
      strict,
    );
    expect(result).toBe('0,a@b.org,Invalid email address,EvalError');
  });
});
