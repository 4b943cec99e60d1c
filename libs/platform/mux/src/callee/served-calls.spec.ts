import { beforeEach, describe, expect, it } from 'vitest';
import type { CallerSignal, CallReply, CallRequest } from '@multilith/runtime/transport';
import { aRequest, echo, MemoryCallee, type MemoryPeer } from '../../test/memory-hosts.js';
import type { CallingProcess } from './calling-process.js';
import type { ServedContext } from './served-context.js';

/** Lets calls start, and replies arrive that are sent at the end of the turn. */
async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
}

describe('served calls', () => {
  let callee: MemoryCallee;
  beforeEach(() => void (callee = new MemoryCallee()));

  /** A process of a host, and what it receives: values of answers, codes of refusals and failures, by number. */
  function connect(host: string): { process: CallingProcess<MemoryPeer>; received: Record<number, unknown> } {
    const received: Record<number, unknown> = {};
    const receive: MemoryPeer['receive'] = (replies) => {
      for (const { id, reply, refusal } of replies)
        received[id] = reply && 'answer' in reply ? reply.answer.value : (refusal?.code ?? failureIn(reply));
    };
    return { process: callee.served.connect(host, { replies: [], receive }), received };
  }
  const failureIn = (reply: CallReply | undefined): unknown => reply && 'failure' in reply && reply.failure.code;

  function send(
    served: ServedContext<MemoryPeer>,
    from: CallingProcess<MemoryPeer>,
    ids: readonly number[],
    { length = 100, request = {} as Partial<CallRequest> } = {},
  ): void {
    const message = served.open(from, length)!;
    for (const id of ids) served.admit(message, id, { ...aRequest(id), deadline: Date.now() + 60_000, ...request });
    served.run(message);
  }

  /** Serves a context whose calls wait for `finish`. */
  function serveUntilFinished(limits = {}): {
    served: ServedContext<MemoryPeer>;
    started: unknown[];
    signals: CallerSignal[];
    finish: () => void;
  } {
    const started: unknown[] = [];
    const signals: CallerSignal[] = [];
    const waiting: (() => void)[] = [];
    const served = callee.serve(
      'tea',
      (request, signal) => {
        started.push(request.content.value);
        signals.push(signal);
        return new Promise((resolve) => waiting.push(() => resolve({ answer: request.content })));
      },
      limits,
    );
    return { served, started, signals, finish: () => waiting.splice(0).forEach((done) => done()) };
  }

  it('are answered to the process that sent them; each numbers its own calls', async () => {
    const served = callee.serve('tea', echo);
    const [a, b] = [connect('desk'), connect('desk')];
    send(served, a.process, [1, 2]);
    send(served, b.process, [1]);
    await turn();
    expect([a.received, b.received]).toEqual([{ 1: 1, 2: 2 }, { 1: 1 }]);
    expect(served.running).toBe(0);
    expect(served.statistics).toMatchObject({ requests: 3, errors: 0 });
  });

  it('are not run twice under a number that is running', async () => {
    const { served, started, finish } = serveUntilFinished();
    const { process, received } = connect('desk');
    send(served, process, [1, 1]);
    send(served, process, [1]);
    await turn();
    expect([started, received]).toEqual([[1], { 1: 'MALFORMED' }]);
    finish();
    await turn();
    expect(received).toEqual({ 1: 1 });
  });

  it('of one host are bounded, so that others have room', async () => {
    const { served, finish } = serveUntilFinished({ running: 2 });
    const [greedy, second, modest] = [connect('greedy'), connect('greedy'), connect('modest')];
    send(served, greedy.process, [1, 2, 3]);
    send(served, second.process, [1]);
    send(served, modest.process, [1, 2]);
    await turn();
    expect([greedy.received, second.received, modest.received]).toEqual([{ 3: 'OVERLOADED' }, { 1: 'OVERLOADED' }, {}]);
    expect(served.running).toBe(4);
    finish();
    await turn();
    expect(modest.received).toEqual({ 1: 1, 2: 2 });
    send(served, greedy.process, [4, 5]);
    expect(served.running).toBe(2);
    finish();
  });

  it('of all hosts together are bounded', () => {
    const { served } = serveUntilFinished({ running: 1 });
    for (const host of ['a', 'b', 'c', 'd', 'e']) send(served, connect(host).process, [1]);
    expect(served.running).toBe(4);
  });

  it('are bounded by the length of their messages, which count until their last call is answered', async () => {
    const { served, finish } = serveUntilFinished({ runningLength: 250 });
    const { process, received } = connect('desk');
    send(served, process, [1, 2], { length: 200 });
    send(served, process, [3], { length: 51 });
    send(served, process, [4], { length: 50 });
    await turn();
    expect(received).toEqual({ 3: 'OVERLOADED' });
    finish();
    await turn();
    // A message larger than the limit is accepted if nothing else of its host is running.
    send(served, process, [5], { length: 1_000 });
    await turn();
    expect(served.running).toBe(1);
    finish();
  });

  it('do not start if they were cancelled: cancellations of the same network read come first', async () => {
    const { served, started } = serveUntilFinished();
    const { process } = connect('desk');
    send(served, process, [1, 2]);
    process.cancel([1, 99]);
    await turn();
    expect(started).toEqual([2]);
    expect(served.running).toBe(1);
  });

  it('are notified that their caller gave up, and then get no reply', async () => {
    const { served, signals, finish } = serveUntilFinished();
    const { process, received } = connect('desk');
    send(served, process, [1, 2]);
    await turn();
    process.cancel([1]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    finish();
    await turn();
    expect(received).toEqual({ 2: 2 });
  });

  it('end with the connection to their process', async () => {
    const { served, signals, finish } = serveUntilFinished();
    const [gone, other] = [connect('desk'), connect('desk')];
    send(served, gone.process, [1, 2]);
    send(served, other.process, [1]);
    await turn();
    callee.served.disconnect(gone.process);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
    finish();
    await callee.served.settled();
  });

  it('are notified that their deadline has passed', async () => {
    const { served, signals, finish } = serveUntilFinished();
    send(served, connect('desk').process, [1], { request: { deadline: Date.now() + 20 } });
    await turn();
    await new Promise<void>((resolve) => signals[0]!.addEventListener('abort', resolve));
    finish();
    await callee.served.settled();
  });

  it('fail as INTERNAL if their receiver throws or rejects, or the answer cannot be written', async () => {
    const served = callee.serve('tea', ({ content: { value } }) => {
      if (value === 1) throw new Error('thrown');
      if (value === 2) return Promise.reject(new Error('rejected'));
      return echo(aRequest('unwritable'), { aborted: false, addEventListener: () => {} });
    });
    const { process, received } = connect('desk');
    send(served, process, [1, 2, 3]);
    await turn();
    expect(received).toEqual({ 1: 'INTERNAL', 2: 'INTERNAL', 3: 'INTERNAL' });
    expect(served.statistics).toMatchObject({ errors: 3, lastError: 'the answer cannot be written' });
    expect(served.running).toBe(0);
  });

  it('are settled once no call is running in any context', async () => {
    const { served, finish } = serveUntilFinished();
    await callee.served.settled();
    const { process, received } = connect('desk');
    send(served, process, [1]);
    const settled = callee.served.settled();
    await turn();
    finish();
    await settled;
    callee.flush();
    await turn();
    expect(received).toEqual({ 1: 1 });
  });

  it('that cannot be read are refused and counted', async () => {
    const { served } = serveUntilFinished();
    const { process, received } = connect('desk');
    served.malformed(process, 7, false, 'there is no content');
    await turn();
    expect(received).toEqual({ 7: 'MALFORMED' });
    expect(served.statistics).toMatchObject({ requests: 1, errors: 1 });
  });
});
