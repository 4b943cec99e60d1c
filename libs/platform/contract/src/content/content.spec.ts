import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  answerContent,
  bytes,
  command,
  Content,
  contentOf,
  contract,
  contractError,
  decodeError,
  decodeMessage,
  decodeOutput,
  encodeMessage,
  errorContent,
  type JsonValue,
} from '../index.js';
import { decodeMessageProtobuf, protobufContent, protobufOf } from '../protobuf/index.js';
import { shapeOf } from '../shape/shape-of.js';

const Parts = z.object({
  at: z.date(),
  note: z.string().optional(),
  until: z.array(z.date().nullable()).default([]),
  times: z.record(z.string(), z.object({ at: z.date(), label: z.string() })),
});
class Full extends contractError('hall.Full', { data: Parts, message: 'The hall is full.' }) {}
class Enter extends command('hall.Enter', { input: Parts, output: Parts, errors: [Full], access: 'public' }) {}
const locked = { status: 'current', fingerprint: '0123456789abcdef' } as const;
const parts = shapeOf(Parts);
contract('hall', [Enter], {
  lock: {
    format: 1,
    context: 'hall',
    messages: { Enter: { kind: 'command', versions: { 1: { ...locked, input: parts.shape, output: parts } } } },
    errors: { Full: { ...locked, data: parts.shape } },
  },
});
/** Without a lock. */
class Leave extends command('garden.Leave', { input: z.object({ at: z.date() }), access: 'public' }) {}

const Day = z.codec(z.iso.date(), z.date(), {
  decode: (text) => new Date(text),
  encode: (day) => day.toISOString().slice(0, 10),
});
const at = new Date('2026-01-02T03:04:05.006Z');
const values = { at, until: [at, null], times: { first: { at, label: 'a' }, valueOf: { at, label: 'b' } } };
const json =
  '{"at":"2026-01-02T03:04:05.006Z","until":["2026-01-02T03:04:05.006Z",null],"times":{"first":{"at":"2026-01-02T03:04:05.006Z","label":"a"},"valueOf":{"at":"2026-01-02T03:04:05.006Z","label":"b"}}}';

describe('content', () => {
  it('is the JSON text of a message, an answer or an error, made once', () => {
    for (const content of [
      contentOf(new Enter(values)),
      answerContent(Enter, values),
      errorContent(new Full(values)).data,
    ]) {
      expect(content.json).toBe(json);
      expect(content.value).toEqual(JSON.parse(json));
      expect(content.value).toBe(content.value);
    }
    let made = 0;
    const content = Content.from({ part: 'message', message: {}, stringify: () => `${++made}` });
    expect([content.json, content.json, content.value, made]).toEqual(['1', '1', 1, 1]);
  });

  it('becomes the message, the answer or the error again, from text, from a value and from plain JSON', () => {
    for (const received of [Content.ofText(json), Content.ofJson(JSON.parse(json) as JsonValue)]) {
      expect(decodeMessage(Enter, received, 'a-key')).toStrictEqual(new Enter(values, { idempotencyKey: 'a-key' }));
      expect(decodeOutput(Enter, received)).toStrictEqual(values);
      expect(decodeError(Enter, 'hall.Full', received)).toEqual(new Full(values));
    }
    expect(decodeMessage(Enter, JSON.parse(json) as JsonValue)).toStrictEqual(new Enter(values));
  });

  it('reads the same JSON twice, because reading does not change it', () => {
    const value = JSON.parse(json) as JsonValue;
    for (let i = 0; i < 2; i++) expect(decodeMessage(Enter, Content.ofJson(value))).toStrictEqual(new Enter(values));
    expect(JSON.stringify(value)).toBe(json);
  });

  it.each<[string, z.ZodObject, object]>([
    ['a number', z.object({ n: z.number() }), { n: 1e21 }],
    ['a date far away', z.object({ d: z.date() }), { d: new Date('0001-01-01T00:00:00.000Z') }],
    ['a big number', z.object({ b: z.bigint(), d: z.date() }), { b: 2n ** 64n, d: at }],
    ['bytes', z.object({ b: bytes(), d: z.date() }), { b: new Uint8Array([1, 2]), d: at }],
    ['a codec', z.object({ c: Day }), { c: '2026-01-02' }],
    [
      'names of any kind',
      z.object({ toString: z.date(), r: z.record(z.string(), z.date()) }),
      { toString: at, r: { constructor: at } },
    ],
  ])(
    'has the text of the JSON form, also where JSON.stringify alone would write another: %s',
    (_what, input, given) => {
      class Any extends command('hall.Any', { input, access: 'public' }) {}
      const message = new Any(given as never);
      expect(contentOf(message).json).toBe(JSON.stringify(encodeMessage(message)));
      expect(decodeMessage(Any, Content.ofText(contentOf(message).json))).toEqual(message);
    },
  );

  it('of a subclass with a toJSON method is its fields', () => {
    class Odd extends Enter {
      toJSON(): string {
        return 'odd';
      }
    }
    expect(contentOf(new Odd(values)).json).toBe(json);
  });

  it('of broken text fails when it is read', () => {
    expect(() => decodeMessage(Enter, Content.ofText('{"at":'))).toThrow(SyntaxError);
    expect(() => decodeMessage(Enter, Content.ofText('{"at":"then"}'))).toThrow(/hall\.Enter is not valid: at: /);
  });
});

describe('content as protobuf', () => {
  it('survives exactly, whatever part of the contract it is', () => {
    const message = new Enter(values, { idempotencyKey: 'a-key' });
    const over = (content: Content): Content => protobufContent(protobufOf(content)!.slice());
    expect(decodeMessage(Enter, over(contentOf(message)), 'a-key')).toStrictEqual(message);
    expect(decodeOutput(Enter, over(answerContent(Enter, values)))).toStrictEqual(values);
    const { code, data } = errorContent(new Full(values));
    expect(decodeError(Enter, code, over(data))).toEqual(new Full(values));
    expect(decodeError(Enter, 'hall.Unknown', over(data))).toBeUndefined();
  });

  it('is encoded once', () => {
    const content = contentOf(new Enter(values));
    expect(protobufOf(content)).toBe(protobufOf(content));
    expect(decodeMessageProtobuf(Enter, protobufOf(content)!)).toStrictEqual(new Enter(values));
  });

  it('does not exist for contracts without a lock, nor for messages of the runtime', () => {
    expect(protobufOf(contentOf(new Leave({ at })))).toBeUndefined();
    expect(protobufOf(Content.ofJson({ at: 1 }))).toBeUndefined();
  });

  it('has no JSON form once it has arrived', () => {
    const content = protobufContent(new Uint8Array());
    expect(() => content.json).toThrow('the content did not arrive as JSON');
    expect(() => content.value).toThrow('the content did not arrive as JSON');
  });
});
