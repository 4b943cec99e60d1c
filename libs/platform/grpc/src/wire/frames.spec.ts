import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Content } from '@multilith/contract';
import { TransportError, type CallReply, type StreamMessage } from '@multilith/runtime/transport';
import { aRequest } from '@multilith/runtime/transport/conformance';
import { partsOfCallee, partsOfCaller, plainRequest, writtenCall, type Part } from '../../test/frames.js';
import { buf } from '../../test/unary/buf.js';
import * as callee from './callee-frame.js';
import * as caller from './caller-frame.js';
import type { ArrivedCall } from './call.js';
import { MalformedFrame } from './malformed-frame.js';

const request = aRequest({
  host: 'hall',
  version: 3,
  content: { tea: 'größer \u{1F375}', cups: [1, null] },
  caller: { kind: 'context', name: 'hall' },
  key: 'a-kéy'.repeat(100),
  principal: 'signed.token',
  fingerprint: '0123456789abcdef',
});
const event = (position: string, epoch = 'e1'): StreamMessage => ({
  epoch,
  previous: '7',
  event: {
    id: '00000000-0000-4000-8000-000000000001',
    name: 'kitchen.Brewed',
    version: 1,
    key: 'a-key',
    lane: 3,
    position,
    occurredAt: new Date(0).toISOString(),
    payload: { tea: 'größer' },
    trace: request.trace,
  },
});
const reply = (id: number, given: CallReply): callee.WaitingReply => ({ id, reply: given, bytes: 0 });

const CALLER_FRAMES = {
  calls: () => caller.callsFrame('kitchen', 'call', [writtenCall(1, 500, request), writtenCall(2 ** 40, 0.4)], 0),
  cancelled: () => caller.cancelFrame([1, 127, 128, 300, 2 ** 31, 2 ** 53 - 1]),
  hello: () => caller.helloFrame({ host: 'hall', link: 'a-link', listens: ['kitchen', 'cellar'] }),
  listen: () => caller.listenFrame({ number: 7, context: 'kitchen' }),
  acknowledged: () => caller.callerAcknowledgement(9),
  left: () => caller.leftFrame(true),
  follow: () => caller.followFrame('kitchen', true),
  unfollow: () => caller.followFrame('kitchen', false),
};
const CALLEE_FRAMES = {
  replies: () =>
    callee.repliesFrame([
      reply(1, { answer: Content.ofJson({ tea: 'größer' }), fingerprint: '0123456789abcdef' }),
      reply(2, { error: { code: 'tea.NoWater', data: Content.ofJson([0]) } }),
      reply(3, { failure: { code: 'ACCESS_DENIED', mayHaveExecuted: false, problem: 'x'.repeat(5_000) } }),
      { id: 4, reply: { refusal: { code: 'OVERLOADED', mayHaveExecuted: true, problem: 'full' } }, bytes: 0 },
    ]),
  welcome: () => callee.welcomeFrame({ instance: 'one', calls: ['kitchen'], journals: ['kitchen'], debugging: true }),
  serves: () => callee.servesFrame({ number: 3, context: 'kitchen', channel: 'journal' }),
  acknowledged: () => callee.calleeAcknowledgement(7),
  leaving: () => callee.leavingFrame(true),
  announced: () => callee.announcementFrame({ context: 'kitchen', json: '{"head":1}' }),
  events: () => Buffer.concat(callee.eventsFrames('kitchen', [event('8'), event('9'), event('1', 'e2')])),
};

describe('frames of a link', () => {
  it('carry what a caller says', () => {
    const parts = Object.values(CALLER_FRAMES).flatMap((frame) => partsOfCaller(frame(), 'hall', 1_000));
    const [[, group], ...others] = parts as [[string, caller.CallGroup], ...Part[]];
    expect(group).toMatchObject({ context: 'kitchen', channel: 'call' });
    const [first, second] = group.calls as readonly ArrivedCall[];
    expect([first!.id, second!.id]).toEqual([1, 2 ** 40]);
    expect(plainRequest(first!.request)).toEqual({ ...plainRequest(request), deadline: 1_500 });
    expect(second!.request).toMatchObject({ host: 'hall', caller: { kind: 'edge' }, key: undefined, deadline: 1_001 });
    expect(others).toEqual([
      ['cancelled', [1, 127, 128, 300, 2 ** 31, 2 ** 53 - 1]],
      ['hello', { version: 1, host: 'hall', link: 'a-link', listens: ['kitchen', 'cellar'] }],
      ['listen', { number: 7, context: 'kitchen' }],
      ['acknowledged', [9]],
      ['left', true],
      ['follow', 'kitchen'],
      ['unfollow', 'kitchen'],
    ]);
  });

  it('carry what a callee says', () => {
    const parts = Object.values(CALLEE_FRAMES).flatMap((frame) => partsOfCallee(frame()));
    const replies = parts.splice(0, 4).map(([, arrived]) => arrived as { id: number; reply: never });
    expect(replies.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    const [answer, error, failure, refusal] = replies.map(({ reply: each }) => each) as unknown as [
      { answer: Content; fingerprint: string },
      { error: { code: string; data: Content } },
      { failure: { problem: string } },
      TransportError,
    ];
    expect([answer.answer.value, answer.fingerprint]).toEqual([{ tea: 'größer' }, '0123456789abcdef']);
    expect([error.error.code, error.error.data.value]).toEqual(['tea.NoWater', [0]]);
    expect(failure).toMatchObject({ failure: { code: 'ACCESS_DENIED', mayHaveExecuted: false } });
    expect(failure.failure.problem).toMatch(/^x{999}…$/);
    expect(refusal).toBeInstanceOf(TransportError);
    expect(refusal).toMatchObject({ code: 'OVERLOADED', mayHaveExecuted: true, problem: 'full.' });
    const pushed = (position: string, epoch?: string) => ({
      lane: 3,
      position,
      previous: '7',
      json: JSON.stringify(event(position, epoch).event),
    });
    expect(parts).toEqual([
      ['welcome', { version: 1, instance: 'one', calls: ['kitchen'], journals: ['kitchen'], debugging: true }],
      ['servesMore', { number: 3, context: 'kitchen', channel: 'journal' }],
      ['acknowledged', [7]],
      ['leaving', true],
      ['announced', { context: 'kitchen', json: '{"head":1}' }],
      ['events', { publisher: 'kitchen', epoch: 'e1', events: [pushed('8'), pushed('9')] }],
      ['events', { publisher: 'kitchen', epoch: 'e2', events: [pushed('1')] }],
    ]);
  });

  it('are protobuf as link.proto describes it: other programs can read and write them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frames-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const proto = fileURLToPath(new URL('../../proto', import.meta.url));
    const convert = async (from: string, to: string): Promise<void> => {
      const ended = await buf(['convert', proto, '--type', 'multilith.link.v1.Frame', '--from', from, '--to', to]);
      expect(ended).toMatchObject({ code: 0, error: '' });
    };
    const [ours, json, theirs] = ['ours.binpb', 'frame.json', 'theirs.binpb'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    // Both sides acknowledge in the same field.
    const { acknowledged: _, ...ofCallee } = CALLEE_FRAMES;
    const frames = [...Object.values(CALLER_FRAMES), ...Object.values(ofCallee)].map((frame) => frame());
    writeFileSync(ours, Buffer.concat(frames));
    await convert(ours, json);
    const read = JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown[]>;
    expect(read['calls']).toMatchObject([
      {
        context: 'kitchen',
        calls: [{ id: '1', message: 'tea.Brew', idempotencyKey: request.key }, { id: String(2 ** 40) }],
      },
    ]);
    expect(read['replies']).toHaveLength(4);
    expect(read['follow']).toEqual({ publisher: 'kitchen' });
    await convert(json, theirs);
    // Other programs write fields in the order of their numbers, and in fewer bytes.
    const inOrder = (parts: Part[]): string[] => parts.map(([name, value]) => JSON.stringify([name, value])).toSorted();
    const [whole, rewritten] = [Buffer.concat(frames), readFileSync(theirs)];
    expect(inOrder(partsOfCaller(rewritten))).toEqual(inOrder(partsOfCaller(whole)));
    expect(inOrder(partsOfCallee(rewritten))).toEqual(inOrder(partsOfCallee(whole)));
  });

  it('may have fields that this version does not know', () => {
    // Field 15 as a number, 8 bytes, text and 4 bytes; field 2,000 as text.
    const unknown = Buffer.from([
      0x78, 1, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7a, 1, 65, 0x7d, 1, 2, 3, 4, 0x82, 0x7d, 1, 65,
    ]);
    const frame = Buffer.concat([unknown, CALLER_FRAMES.left(), unknown]);
    expect(partsOfCaller(frame)).toEqual([['left', true]]);
    expect(partsOfCallee(Buffer.concat([unknown, CALLEE_FRAMES.leaving(), unknown]))).toEqual([['leaving', true]]);
  });
});

describe('a call that cannot be accepted', () => {
  const problemsOf = (...requests: object[]): unknown[] => {
    const calls = requests.map((given, i) => writtenCall(i + 1, 500, { ...request, ...given } as never));
    const [[, group]] = partsOfCaller(caller.callsFrame('kitchen', 'call', calls, 0)) as [[string, caller.CallGroup]];
    return group.calls.map((call) => ('problem' in call ? [call.id, call.problem] : call.id));
  };

  it('is refused by its number, and the others of its frame are accepted', () => {
    expect(
      problemsOf(
        { key: 'k'.repeat(3_001) },
        {},
        { principal: 'p'.repeat(8_193) },
        { message: 'm'.repeat(1_001) },
        { caller: { kind: 'edge', name: 'Hall' } },
        { version: 2 ** 40 },
        { fingerprint: 'f'.repeat(65) },
        { trace: { traceId: 't'.repeat(65), spanId: 's' } },
      ),
    ).toEqual([
      [1, 'the key is too long'],
      2,
      [3, 'the principal is too long'],
      [4, 'the name of the message is too long'],
      [5, 'the caller is not named'],
      [6, 'the version is too large'],
      [7, 'the fingerprint is too long'],
      [8, 'the trace is too long'],
    ]);
  });

  it('gets an hour at most, even if its caller gives it more', () => {
    const frame = caller.callsFrame('kitchen', 'call', [writtenCall(1, 2 ** 52, request)], 0);
    const [[, group]] = partsOfCaller(frame, 'hall', 1_000) as [[string, caller.CallGroup]];
    expect((group.calls[0] as ArrivedCall).request.deadline).toBe(1_000 + 3_600_000);
  });
});

describe('a frame of a hostile host', () => {
  const repeated = (tag: number, part: Buffer, times: number): Buffer =>
    Buffer.concat(Array.from({ length: times }, () => Buffer.concat([Buffer.from([tag, part.length]), part])));
  const field = (tag: number, content: Buffer): Buffer => {
    const length = content.length;
    const header = [tag, (length & 127) | 128, ((length >> 7) & 127) | 128, ((length >> 14) & 127) | 128, length >> 21];
    return Buffer.concat([Buffer.from(header), content]);
  };

  it('skips a number of a later version, however large', () => {
    const negative = Buffer.from([0x78, ...Array<number>(9).fill(0xff), 0x01]);
    expect(partsOfCaller(Buffer.concat([negative, caller.leftFrame(true)]))).toEqual([['left', true]]);
    expect(() => partsOfCaller(Buffer.from([0x78, ...Array<number>(11).fill(0xff)]))).toThrow(MalformedFrame);
  });

  it('has no frame become more parts than any host sends', () => {
    const parts = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => caller.leftFrame(true)));
    expect(partsOfCaller(parts(4_096))).toHaveLength(4_096);
    expect(() => partsOfCaller(parts(4_097))).toThrow(MalformedFrame);
    const announcements = Array.from({ length: 4_097 }, () => callee.announcementFrame({ context: 'a', json: '' }));
    expect(() => partsOfCallee(Buffer.concat(announcements))).toThrow(MalformedFrame);
  });

  it('has no lanes without a bound, because followers keep where each ends', () => {
    const { event: written, ...rest } = event('8');
    const frame = (lane: number): Buffer =>
      callee.eventsFrames('kitchen', [{ ...rest, event: { ...written, lane } }])[0]!;
    expect(partsOfCallee(frame(1_023))).toHaveLength(1);
    expect(() => partsOfCallee(frame(1_024))).toThrow(MalformedFrame);
  });

  it.each<[string, Buffer]>([
    ['more calls than a frame may have', field(10, repeated(26, Buffer.alloc(0), 1_025))],
    ['more calls in groups', repeated(10, Buffer.from([26, 0]), 1_025)],
    ['more numbers', field(26, Buffer.alloc(16_385, 1))],
    ['more contexts', field(34, repeated(34, Buffer.from('a'), 1_025))],
    ['an invalid host name', field(34, Buffer.concat([repeated(18, Buffer.from('../x'), 1)]))],
    ['a name that is too long', field(34, field(18, Buffer.alloc(65, 'a')))],
    ['a channel that does not exist', field(10, Buffer.from([16, 2]))],
    ['no name of the caller', field(34, Buffer.alloc(0))],
    ['a number that is cut off', Buffer.from([0x18, 0xff])],
    ['a number beyond 2^53', Buffer.from([0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])],
    ['a number without end', Buffer.from([0x18, ...Array.from({ length: 11 }, () => 0xff), 1])],
    ['a field that is longer than the frame', Buffer.from([10, 100, 1])],
    ['a field that is longer than its message', Buffer.from([10, 2, 10, 100, ...Buffer.alloc(200)])],
    ['a group of the old kind', Buffer.from([0x0b, 0x0c])],
  ])('is refused: %s', (_what, bytes) => {
    expect(() => partsOfCaller(bytes)).toThrow(MalformedFrame);
  });

  it('is read without harm, or refused, whatever its bytes are', () => {
    let seed = 20_261_201;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    const frames = [...Object.values(CALLER_FRAMES), ...Object.values(CALLEE_FRAMES)].map((frame) =>
      Buffer.from(frame()),
    );
    const mutated = (): Buffer => {
      const bytes = Buffer.from(frames[random(frames.length)]!);
      for (let i = random(8); i >= 0; i--) bytes[random(bytes.length)] = random(256);
      return bytes.subarray(0, random(4) === 0 ? random(bytes.length) : bytes.length);
    };
    let refused = 0;
    for (let i = 0; i < 20_000; i++) {
      const bytes = random(10) === 0 ? Buffer.from(Array.from({ length: random(64) }, () => random(256))) : mutated();
      for (const read of [partsOfCaller, partsOfCallee])
        try {
          read(bytes);
        } catch (error) {
          if (!(error instanceof MalformedFrame)) throw error;
          refused++;
        }
    }
    expect(refused).toBeGreaterThan(1_000);
  });
});
