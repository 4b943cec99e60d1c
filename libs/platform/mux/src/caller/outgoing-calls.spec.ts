import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallerSignal, CallReply } from '@multilith/runtime/transport';
import { aRequest, echo, MemoryCallee, MemoryCaller, valueOf, type MemoryWire } from '../../test/memory-hosts.js';
import { SHARED_MESSAGE_BYTES } from '../limits.js';
import type { Destination } from './destination.js';

const BYTES = 100;

/** Makes a call and returns its answer or error. */
const outcome = (
  caller: MemoryCaller,
  destination: Destination<MemoryWire>,
  { content = null as string | number | null, bytes = BYTES, deadline = undefined as number | undefined } = {},
): Promise<unknown> =>
  caller.calls.call(destination, aRequest(content), bytes, deadline).then(valueOf, (error: unknown) => error);

const untilAborted = (signal: CallerSignal): Promise<CallReply> =>
  new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve({ failure: { code: 'INTERNAL', mayHaveExecuted: false } })),
  );

describe('calls', () => {
  let callee: MemoryCallee;
  let caller: MemoryCaller;
  let tea: Destination<MemoryWire>;
  beforeEach(() => {
    callee = new MemoryCallee();
    caller = new MemoryCaller();
    tea = caller.calls.open('tea', { callees: [callee] });
  });

  const sizes = (): number[] => caller.messages.map(({ length }) => length);
  const times = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));

  it('of a turn share a message, and so do their replies', async () => {
    callee.serve('tea', echo);
    expect(await Promise.all(times(12, (content) => outcome(caller, tea, { content })))).toEqual(times(12, (i) => i));
    expect(caller.messages).toEqual([times(12, (i) => i + 1)]);
    expect(callee.messages).toEqual([12]);
  });

  it('are sent early if there are many, and at most `batch` share a message', async () => {
    callee.serve('tea', echo);
    await Promise.all(times(600, (content) => outcome(caller, tea, { content })));
    expect(sizes()[0]).toBe(16);
    expect(Math.max(...sizes())).toBe(64);
    expect(caller.messages.flat()).toEqual(times(600, (i) => i + 1));
  });

  it('that are large have a message of their own', async () => {
    callee.serve('tea', echo);
    const bytes = [BYTES, SHARED_MESSAGE_BYTES + 1, BYTES, BYTES, SHARED_MESSAGE_BYTES / 2, SHARED_MESSAGE_BYTES / 2];
    await Promise.all(bytes.map((size) => outcome(caller, tea, { bytes: size })));
    expect(caller.messages).toEqual([[1], [2], [3, 4, 5], [6]]);
  });

  it('beyond `pending` wait in order, and those beyond `queued` are refused', async () => {
    caller = new MemoryCaller({ pending: 2, queued: 3 });
    tea = caller.calls.open('tea', { callees: [callee] });
    const order: unknown[] = [];
    callee.serve('tea', async (request) => {
      order.push(request.content.value);
      return echo(request, { aborted: false, addEventListener: () => {} });
    });
    const outcomes = await Promise.all(times(7, (content) => outcome(caller, tea, { content })));
    expect(outcomes.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    for (const refused of outcomes.slice(5))
      expect(refused).toMatchObject({ code: 'OVERLOADED', mayHaveExecuted: false });
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(tea.inFlight).toBe(0);
  });

  it('end at their deadline in the queue, unsent', async () => {
    caller = new MemoryCaller({ pending: 1 });
    tea = caller.calls.open('tea', { callees: [callee] });
    callee.serve('tea', (_request, signal) => untilAborted(signal));
    void outcome(caller, tea, { deadline: Date.now() + 60_000 });
    const late = await outcome(caller, tea, { deadline: Date.now() + 20 });
    expect(late).toMatchObject({ code: 'DEADLINE_EXCEEDED', mayHaveExecuted: false });
    expect(caller.messages).toEqual([[1]]);
    caller.calls.close();
  });

  it('end at their deadline in flight, and cancel the work of the callee', async () => {
    let signal: CallerSignal | undefined;
    callee.serve('tea', (_request, given) => untilAborted((signal = given)));
    const late = await outcome(caller, tea, { deadline: Date.now() + 20 });
    expect(late).toMatchObject({ code: 'DEADLINE_EXCEEDED', mayHaveExecuted: true });
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    await vi.waitFor(() => expect(caller.cancelled).toEqual([1]));
  });

  it('fail unsent if their deadline has passed', async () => {
    expect(await outcome(caller, tea, { deadline: Date.now() - 1 })).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveExecuted: false,
    });
    expect(caller.messages).toEqual([]);
  });

  it('fail unsent if nothing could be sent, and leave nothing behind', async () => {
    caller.isConnected = false;
    const outcomes = await Promise.all(times(40, () => outcome(caller, tea)));
    for (const failed of outcomes) expect(failed).toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false });
    expect(tea.inFlight).toBe(0);
    caller.isConnected = true;
    callee.serve('tea', echo);
    expect(await outcome(caller, tea, { content: 'again' })).toBe('again');
  });

  describe('of a destination that is held', () => {
    it('wait until it is resumed', async () => {
      callee.serve('tea', echo);
      tea.hold();
      const calls = times(20, (content) => outcome(caller, tea, { content }));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(caller.messages).toEqual([]);
      tea.resume();
      expect(await Promise.all(calls)).toEqual(times(20, (i) => i));
    });

    it('end at their deadline, or fail with the reason why it cannot be reached', async () => {
      tea.hold();
      const unreachable = caller.unreachable(tea);
      const late = outcome(caller, tea, { deadline: Date.now() + 20 });
      expect(await late).toMatchObject({ code: 'DEADLINE_EXCEEDED', mayHaveExecuted: false });
      const waiting = outcome(caller, tea);
      caller.calls.failUnsent(tea, () => unreachable);
      expect(await waiting).toBe(unreachable);
      tea.resume();
      expect(caller.messages).toEqual([]);
    });
  });

  it('to a lost peer fail at once; those to others go on, and queued ones move', async () => {
    caller = new MemoryCaller({ pending: 2 });
    const other = new MemoryCallee();
    tea = caller.calls.open('tea', { callees: [callee, other] });
    let aborted = false;
    callee.serve('tea', (_request, signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return untilAborted(signal);
    });
    other.serve('tea', echo);
    const lost = outcome(caller, tea, { content: 'lost' });
    await vi.waitFor(() => expect(callee.served.running).toBe(1));
    expect(await outcome(caller, tea, { content: 'kept' })).toBe('kept');
    caller.lose(callee);
    expect(await lost).toMatchObject({ code: 'CONNECTION_LOST', mayHaveExecuted: true });
    expect(aborted).toBe(true);
    expect(callee.served.running).toBe(0);
  });

  it('fail all together, and no queued call is sent in their place', async () => {
    caller = new MemoryCaller({ pending: 2 });
    tea = caller.calls.open('tea', { callees: [callee] });
    callee.serve('tea', (_request, signal) => untilAborted(signal));
    const calls = times(10, () => outcome(caller, tea));
    await vi.waitFor(() => expect(callee.served.running).toBe(2));
    caller.calls.failAll(() => caller.unreachable(tea));
    for (const failed of await Promise.all(calls)) expect(failed).toMatchObject({ code: 'UNREACHABLE' });
    await new Promise(setImmediate);
    expect(caller.messages.flat()).toEqual([1, 2]);
    expect(tea.inFlight).toBe(0);
  });

  it('are cancelled on closing', async () => {
    callee.serve('tea', (_request, signal) => untilAborted(signal));
    const calls = times(3, () => outcome(caller, tea));
    await vi.waitFor(() => expect(callee.served.running).toBe(3));
    caller.calls.close();
    for (const failed of await Promise.all(calls))
      expect(failed).toMatchObject({ code: 'CONNECTION_LOST', mayHaveExecuted: true });
    expect(caller.cancelled).toEqual([1, 2, 3]);
    await callee.served.settled();
  });
});

describe('a silent callee', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('loses its calls if the transport watches for silence', async () => {
    const callee = new MemoryCallee();
    callee.serve('tea', (_request, signal) => untilAborted(signal));
    const caller = new MemoryCaller({ silence: 3 }, { watchSilence: true });
    const call = outcome(caller, caller.calls.open('tea', { callees: [callee] }));
    await vi.waitFor(() => expect(callee.served.running).toBe(1));
    vi.advanceTimersByTime(2_000);
    expect(callee.served.running).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(await call).toMatchObject({ code: 'CONNECTION_LOST', mayHaveExecuted: true });
    await callee.served.settled();
  });

  it('keeps its calls as long as it gives signs of life', async () => {
    const callee = new MemoryCallee({ showsLife: true });
    let finish: (() => void) | undefined;
    callee.serve('tea', (request, signal) => new Promise((resolve) => (finish = () => resolve(echo(request, signal)))));
    const caller = new MemoryCaller({ silence: 3 }, { watchSilence: true });
    const call = outcome(caller, caller.calls.open('tea', { callees: [callee] }), { content: 'slow' });
    await vi.waitFor(() => expect(callee.served.running).toBe(1));
    for (let second = 0; second < 10; second++) {
      vi.advanceTimersByTime(1_000);
      const signs = callee.messages.length;
      await vi.waitFor(() => expect(callee.messages.length).toBeGreaterThanOrEqual(signs));
      // The sign of life crosses the network.
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    }
    finish!();
    expect(await call).toBe('slow');
  });

  it('keeps its calls if the connection reports a lost callee', async () => {
    const callee = new MemoryCallee();
    callee.serve('tea', (_request, signal) => untilAborted(signal));
    const caller = new MemoryCaller({ silence: 3 });
    void outcome(caller, caller.calls.open('tea', { callees: [callee] }));
    await vi.waitFor(() => expect(callee.served.running).toBe(1));
    vi.advanceTimersByTime(60_000);
    expect(callee.served.running).toBe(1);
    caller.calls.close();
  });
});
