import { expect, it } from 'vitest';
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
  errorContent,
  type JsonValue,
} from '@multilith/contract';
import { shapeOf } from '@multilith/contract/lock';
import { z } from 'zod';
import { anAnswer, aRequest, freshContext, plain, type Suite } from './transport-world.js';

const Leaf = z.object({ id: z.string(), weight: z.number().optional() });
/** Values of every kind that a contract can have. */
const Kinds = z.object({
  text: z.string(),
  whole: z.int(),
  broken: z.number(),
  yes: z.boolean(),
  at: z.date(),
  big: z.bigint(),
  data: bytes(),
  state: z.enum(['OPEN', 'CLOSED']),
  absent: z.string().optional(),
  nothing: z.string().nullable(),
  usual: z.int().default(7),
  lists: z.array(z.array(z.date())),
  pair: z.tuple([z.string(), z.bigint()]),
  byName: z.record(z.string(), Leaf),
  option: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('leaf'), leaf: Leaf }),
    z.object({ kind: z.literal('since'), since: z.date() }),
  ]),
  any: z.json(),
});
class Refused extends contractError('tea.Refused', { data: Kinds, message: 'The tea was refused.' }) {}
class Steep extends command('tea.Steep', { input: Kinds, output: Kinds, errors: [Refused], access: 'public' }) {}
const kinds = shapeOf(Kinds);
const locked = { status: 'current', fingerprint: '0123456789abcdef' } as const;
/** With a lock, so that a transport may send its protobuf form. */
contract('tea', [Steep], {
  lock: {
    format: 1,
    context: 'tea',
    messages: { Steep: { kind: 'command', versions: { 1: { ...locked, input: kinds.shape, output: kinds } } } },
    errors: { Refused: { ...locked, data: kinds.shape } },
  },
});

const ordinary: z.input<typeof Kinds> = {
  text: 'größer \u{1F375}',
  whole: -42,
  broken: 0.1,
  yes: true,
  at: new Date('2026-02-03T04:05:06.789Z'),
  big: 2n ** 70n,
  data: new Uint8Array([0, 127, 128, 255]),
  state: 'CLOSED',
  nothing: null,
  lists: [[new Date(0), new Date(1)], []],
  pair: ['one', -1n],
  byName: { first: { id: 'a', weight: 1.5 }, 'with "quotes"\n': { id: 'b' } },
  option: { kind: 'since', since: new Date(-1) },
  any: { list: [1, 'two', null, { three: true }] },
};
const KINDS: [string, z.input<typeof Kinds>][] = [
  ['ordinary ones', ordinary],
  [
    'the least of each',
    {
      ...ordinary,
      text: '',
      whole: 0,
      broken: 0,
      yes: false,
      at: new Date(0),
      big: 0n,
      data: new Uint8Array(),
      state: 'OPEN',
      absent: '',
      nothing: '',
      usual: 0,
      lists: [],
      byName: {},
      option: { kind: 'leaf', leaf: { id: '', weight: 0 } },
      any: null,
    },
  ],
  [
    'large ones',
    {
      ...ordinary,
      text: '\u0001\u2028'.repeat(1_000),
      whole: Number.MAX_SAFE_INTEGER,
      broken: Number.MAX_VALUE,
      at: new Date('9999-12-31T23:59:59.999Z'),
      data: new Uint8Array(4_000).map((_, i) => i),
      lists: Array.from({ length: 100 }, (_, i) => [new Date(i)]),
    },
  ],
];

/** Returns the fields of a message that are set. */
const present = (message: object): object =>
  Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined));

/** What calls carry arrives as it was sent. */
export function describeContents(suite: Suite): void {
  it.each(KINDS)('carries values of every kind exactly, in calls, answers and errors: %s', async (_what, values) => {
    const context = freshContext();
    const sent = new Steep(values);
    await suite.callee.serve(context, async ({ message, content }) => {
      const arrived = decodeMessage(Steep, content);
      expect(arrived).toStrictEqual(sent);
      return message === 'tea.Refuse'
        ? { error: errorContent(new Refused(arrived)) }
        : { answer: answerContent(Steep, { ...arrived }) };
    });
    const answered = await suite.caller.call(context, aRequest({ message: 'tea.Steep', content: contentOf(sent) }));
    expect('answer' in answered && decodeOutput(Steep, answered.answer)).toStrictEqual(present(sent));
    const refused = await suite.caller.call(context, aRequest({ message: 'tea.Refuse', content: contentOf(sent) }));
    if (!('error' in refused)) throw new Error('it was not refused');
    expect(decodeError(Steep, refused.error.code, refused.error.data)?.data).toStrictEqual(present(sent));
  });

  it.each<[string, JsonValue]>([
    ['null', null],
    ['a text', 'größer'],
    ['zero', 0],
    ['no', false],
    ['an empty list', []],
    ['an empty object', {}],
    ['names that objects have', JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":null}') as JsonValue],
  ])('carries JSON of the runtime as it is, as value and as text: %s', async (_what, value) => {
    const context = freshContext();
    await suite.callee.serve(context, async ({ content }) => {
      expect(JSON.stringify(content.value)).toBe(JSON.stringify(value));
      return anAnswer(content.value);
    });
    for (const content of [Content.ofJson(value), Content.ofText(JSON.stringify(value))]) {
      const reply = plain(await suite.caller.call(context, aRequest({ content })));
      expect(JSON.stringify(reply)).toBe(JSON.stringify({ answer: value }));
    }
  });

  it('encodes content once, however often it is sent', async () => {
    const context = freshContext();
    let encoded = 0;
    await suite.callee.serve(context, async ({ content }) => anAnswer(content.value));
    const content = Content.from({
      part: 'message',
      message: {},
      stringify: () => (encoded++, '"tea"'),
    });
    for (let i = 0; i < 3; i++)
      expect(plain(await suite.caller.call(context, aRequest({ content })))).toEqual({ answer: 'tea' });
    expect(encoded).toBe(1);
  });

  it('fails a call whose content cannot be encoded before anything is sent, and continues', async () => {
    const context = freshContext();
    await suite.callee.serve(context, async ({ content }) => anAnswer(content.value));
    const content = Content.from({
      part: 'message',
      message: {},
      stringify: () => {
        throw new TypeError('it cannot be encoded');
      },
    });
    await expect(suite.caller.call(context, aRequest({ content }))).rejects.toThrow('it cannot be encoded');
    expect(plain(await suite.caller.call(context, aRequest({ content: 'tea' })))).toEqual({ answer: 'tea' });
  });
}
