import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { anAnswer, aRequest, plain } from '@multilith/runtime/transport/conformance';
import { writtenCall } from '../../test/frames.js';
import { aTransport, echo } from '../../test/open-hosts.js';
import { quietLogs } from '../../test/quiet.js';
import { aClient, hello, RawStream } from '../../test/raw-link.js';
import type { GrpcTransport } from '../grpc-transport.js';
import { callsFrame, cancelFrame, followFrame, helloFrame, leftFrame } from '../wire/caller-frame.js';

/** Whether a part is a refusal that lets its caller try elsewhere. */
const isRefused = (name: string, part: unknown): boolean =>
  name === 'reply' && (part as { reply: { code?: string } }).reply.code === 'UNREACHABLE';

describe('a host that is called by any program', () => {
  quietLogs();
  let callee: GrpcTransport;
  let port: number;
  beforeEach(async () => {
    callee = await aTransport({});
    await callee.serve('kitchen', echo);
    port = await callee.startServer();
  });
  /** Whether it still answers. */
  const stillAnswers = async (): Promise<void> => {
    const caller = await aTransport({ hosts: `kitchen=127.0.0.1:${port}` });
    expect(plain(await caller.call('kitchen', aRequest({ content: 'there?' })))).toEqual({ answer: 'there?' });
  };
  const INVALID_ARGUMENT = 3;

  it.each<[string, Buffer[]]>([
    ['no hello', [leftFrame(false)]],
    ['an empty frame', [Buffer.alloc(0)]],
    ['noise', [Buffer.from('GET / HTTP/1.1')]],
    ['hello twice', [hello(), hello()]],
    ['noise after hello', [hello(), Buffer.alloc(100, 0xff)]],
    ['an invalid host name', [Buffer.from([0x22, 8, 0x12, 2, 0x2e, 0x2e, 0x1a, 2, 97, 97])]],
  ])('ends the link of a caller that sends %s', async (_what, frames) => {
    const raw = new RawStream(aClient(port), 'exchange').write(...frames);
    expect(await raw.ended).toMatchObject({ code: INVALID_ARGUMENT });
    await stillAnswers();
  });

  it('refuses a stream that names an unknown link or a link of another host', async () => {
    const client = aClient(port);
    const exchange = new RawStream(client, 'exchange').write(hello('a-secret'));
    await vi.waitFor(() => expect(exchange.parts).toHaveLength(1));
    for (const guess of [hello('b-secret'), hello('a-secret', 'cellar')])
      expect(await new RawStream(client, 'bulk').write(guess).ended).toMatchObject({ code: INVALID_ARGUMENT });
    expect(await new RawStream(client, 'exchange').write(hello('a-secret')).ended).toMatchObject({
      code: INVALID_ARGUMENT,
    });
    // The link itself goes on.
    exchange.write(callsFrame('kitchen', 'call', [writtenCall(7, 10_000)], 0));
    await vi.waitFor(() => expect(exchange.parts).toHaveLength(2));
    expect(exchange.parts[1]).toMatchObject(['reply', { id: 7 }]);
  });

  it('leaves places for the links of other hosts, however many one opens', async () => {
    const client = aClient(port);
    const links = Array.from({ length: 257 }, (_, i) => new RawStream(client, 'exchange').write(hello(`link-${i}`)));
    expect(await Promise.race(links.map(({ ended }) => ended))).toMatchObject({ code: INVALID_ARGUMENT });
    await vi.waitFor(() => expect(links.filter(({ parts }) => parts.length === 1)).toHaveLength(256));
    await stillAnswers();
  });

  it('refuses calls to contexts that it does not serve, one by one', async () => {
    const exchange = new RawStream(aClient(port), 'exchange').write(
      hello(),
      callsFrame('cellar', 'call', [writtenCall(1, 10_000), writtenCall(2, 10_000)], 0),
      callsFrame('kitchen', 'journal', [writtenCall(3, 10_000)], 0),
      cancelFrame([1, 99, 2 ** 53 - 1]),
      callsFrame('kitchen', 'call', [writtenCall(4, 10_000)], 0),
    );
    await vi.waitFor(() => expect(exchange.parts).toHaveLength(5));
    const replies = exchange.parts.slice(1).map(([, reply]) => reply as { id: number; reply: object });
    for (const id of [1, 2, 3])
      expect(replies.find((each) => each.id === id)?.reply).toMatchObject({
        code: 'UNREACHABLE',
        mayHaveExecuted: false,
      });
    expect(replies.find(({ id }) => id === 4)?.reply).toHaveProperty('answer');
  });

  it('keeps only the newest announcement for one that does not read, and sends it once it does', async () => {
    const listens = helloFrame({ host: 'hall', link: 'a-link', listens: ['kitchen'] });
    const exchange = new RawStream(aClient(port), 'exchange').write(listens);
    await vi.waitFor(() => expect(exchange.parts).toHaveLength(1));
    exchange.stream.pause();
    const before = process.memoryUsage().arrayBuffers;
    const last = 1_000;
    for (let number = 1; number <= last; number++) {
      callee.announce('kitchen', { number, text: 'x'.repeat(50_000) });
      if (number % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    exchange.stream.resume();
    await vi.waitFor(() => {
      const { json } = exchange.parts.at(-1)![1] as { json: string };
      expect((JSON.parse(json) as { number: number }).number).toBe(last);
    });
    expect(exchange.parts.length).toBeLessThan(last);
  });

  it('reads no calls on any stream of one that does not read its replies', async () => {
    const called = vi.fn(echo);
    await callee.serve('cellar', called);
    const client = aClient(port);
    const exchange = new RawStream(client, 'exchange').write(hello());
    const good = new RawStream(aClient(port), 'exchange').write(hello('b-link'));
    await vi.waitFor(() => expect([exchange.parts.length, good.parts.length]).toEqual([1, 1]));
    exchange.stream.pause();
    const events = new RawStream(client, 'events').write(hello());
    const [calls, request] = [600, aRequest({ content: 'x'.repeat(50_000) })];
    for (let id = 1; id <= calls; id++)
      for (const [stream, context] of [
        [events, 'cellar'],
        [good, 'kitchen'],
      ] as const)
        stream.write(callsFrame(context, 'call', [writtenCall(id, 60_000, request)], 0));
    // As many calls of one that reads are answered in the meantime.
    await vi.waitFor(() => expect(good.parts).toHaveLength(1 + calls), { timeout: 10_000 });
    expect(called.mock.calls.length).toBeLessThan(calls / 2);
    exchange.stream.resume();
    await vi.waitFor(() => expect(called).toHaveBeenCalledTimes(calls), { timeout: 10_000 });
  });

  it('drains while one goes on calling that was asked to leave', async () => {
    const open = new Set<() => void>();
    const leaving = await aTransport({}, { patienceMs: 100 });
    let isOver = false;
    onTestFinished(() => void (isOver = true));
    const receive = vi.fn(async () => {
      await new Promise<void>((resolve) => open.add(resolve));
      return echo(aRequest());
    });
    await leaving.serve('kitchen', receive);
    const exchange = new RawStream(aClient(await leaving.startServer()), 'exchange').write(hello());
    const call = (id: number): unknown => exchange.write(callsFrame('kitchen', 'call', [writtenCall(id, 60_000)], 0));
    call(1);
    await vi.waitFor(() => expect(receive).toHaveBeenCalledTimes(1));
    const drained = leaving.drain();
    await vi.waitFor(() => expect(exchange.parts).toContainEqual(['leaving', false]));
    // It always has a call running, until one is refused.
    for (let id = 2; !isOver && exchange.parts.every(([name, reply]) => !isRefused(name, reply)); id++) {
      call(id);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const answer of open) answer();
    await drained;
  });

  it('closes while one does not read', async () => {
    const called = vi.fn(async () => anAnswer('x'.repeat(1_000_000)));
    await callee.serve('cellar', called);
    const exchange = new RawStream(aClient(port), 'exchange').write(hello());
    await vi.waitFor(() => expect(exchange.parts).toHaveLength(1));
    exchange.stream.pause();
    const calls = Array.from({ length: 60 }, (_, id) => writtenCall(id, 60_000));
    exchange.write(callsFrame('cellar', 'call', calls, 0));
    await vi.waitFor(() => expect(called).toHaveBeenCalledTimes(calls.length));
    await callee.close();
  });

  it('keeps a bounded number of events for a follower that does not read, and all for the others', async () => {
    const client = aClient(port);
    const exchange = new RawStream(client, 'exchange').write(hello());
    await vi.waitFor(() => expect(exchange.parts).toHaveLength(1));
    const events = new RawStream(client, 'events');
    events.stream.pause();
    const followed = vi.fn();
    callee.streams.onFollowed('kitchen', followed);
    events.write(hello(), followFrame('kitchen', true));
    await vi.waitFor(() => expect(followed).toHaveBeenLastCalledWith(true));
    const good = await aTransport({ hosts: `kitchen=127.0.0.1:${port}` });
    const seen = new Set<string>();
    good.streams.follow('kitchen', ({ event }) => seen.add(event.position));
    const message = (position: number, size: number) => ({
      epoch: 'e',
      previous: String(position - 1),
      event: {
        id: '00000000-0000-4000-8000-000000000001',
        name: 'kitchen.Brewed',
        version: 1,
        key: 'k',
        lane: 0,
        position: String(position),
        occurredAt: new Date(0).toISOString(),
        payload: 'x'.repeat(size),
        trace: aRequest().trace,
      },
    });
    await vi.waitFor(async () => {
      await callee.streams.append('kitchen', [message(1, 1)]);
      expect(seen.has('1')).toBe(true);
    });
    const before = process.memoryUsage().arrayBuffers;
    const [first, last] = [2, 1_200];
    for (let position = first; position <= last; position++) {
      await callee.streams.append('kitchen', [message(position, 50_000)]);
      // The good follower reads each batch before the next one, so it gets all events.
      if (position % 10 === 0) await vi.waitFor(() => expect(seen.has(String(position))).toBe(true), { interval: 1 });
    }
    expect(seen.size).toBe(last);
    // Sixty megabytes were pushed. The other follower's events wait in sockets and in a bounded buffer.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
    // It follows again once it reads.
    events.stream.resume();
    await vi.waitFor(async () => {
      await callee.streams.append('kitchen', [message(last + 1, 1)]);
      const positions = events.parts.flatMap(([name, pushed]) =>
        name === 'events' ? (pushed as { events: { position: string }[] }).events.map((each) => each.position) : [],
      );
      expect(positions.at(-1)).toBe(String(last + 1));
      expect(positions.length).toBeLessThan(last);
    });
    exchange.stream.cancel();
    await good.close();
    await vi.waitFor(() => expect(followed).toHaveBeenLastCalledWith(false));
  });
});
