import { connect } from '@nats-io/transport-node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { CallerSignal } from '@multilith/runtime/transport';
import type { PlainReply } from '@multilith/runtime/transport/conformance';
import {
  aRequest,
  echo,
  freshContext,
  gate,
  hostsOfThisFile,
  outcomeOf,
  requestAs,
  type NatsHost,
} from '../../test/hosts.js';
import type { NatsServer } from '../testing/index.js';

describe('the load of a process', () => {
  const hosts = hostsOfThisFile();
  let server: NatsServer;
  let callee: NatsHost;
  beforeAll(async () => {
    server = await hosts.server();
    callee = await hosts.host(server, { limits: { running: 4 } });
  });

  /** Serves a context whose calls all wait for `finish`, and counts the running calls. */
  async function serveUntilFinished(context: string): Promise<{ running: () => number; finish: () => void }> {
    const end = gate();
    let running = 0;
    await callee.serve(context, async (request) => {
      running++;
      await end.opened;
      running--;
      return echo(request);
    });
    return { running: () => running, finish: () => end.open() };
  }

  it('is bounded at the callee, which refuses more at once and stays responsive', async () => {
    const caller = await hosts.host(server);
    const context = freshContext();
    const { running, finish } = await serveUntilFinished(context);
    const taken = Array.from({ length: 4 }, (_, content) => outcomeOf(caller, context, { content }));
    await vi.waitFor(() => expect(running()).toBe(4));
    const refused = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(caller, context)));
    for (const outcome of refused) expect(outcome).toMatchObject({ code: 'OVERLOADED', mayHaveExecuted: false });
    finish();
    expect(await Promise.all(taken)).toEqual([0, 1, 2, 3].map((answer) => ({ answer })));
    expect(await outcomeOf(caller, context, { content: 'next' })).toEqual({ answer: 'next' });
  });

  it('is bounded for each context separately', async () => {
    const caller = await hosts.host(server, { limits: { pending: 4, queued: 0 } });
    const [busy, free] = [freshContext(), freshContext()];
    const { running, finish } = await serveUntilFinished(busy);
    await callee.serve(free, echo);
    const taken = Array.from({ length: 4 }, () => outcomeOf(caller, busy));
    await vi.waitFor(() => expect(running()).toBe(4));
    expect(await outcomeOf(caller, free, { content: 1 })).toEqual({ answer: 1 });
    finish();
    await Promise.all(taken);
  });

  it('answers long calls, however many others were answered meanwhile', { timeout: 60_000 }, async () => {
    const caller = await hosts.host(server);
    const [busy, free] = [freshContext(), freshContext()];
    const { running, finish } = await serveUntilFinished(busy);
    await callee.serve(free, async (request) => echo(request));
    const deadline = Date.now() + 60_000;
    const slow = ['a', 'b'].map((content) => outcomeOf(caller, busy, { content, deadline }));
    await vi.waitFor(() => expect(running()).toBe(2));
    for (let n = 0; n < 5_000; n += 4)
      await Promise.all(Array.from({ length: 4 }, () => outcomeOf(caller, free, { content: n })));
    finish();
    expect(await Promise.all(slow)).toEqual([{ answer: 'a' }, { answer: 'b' }]);
  });

  it("queues calls beyond the caller's limit, in order", async () => {
    const caller = await hosts.host(server, { limits: { pending: 2 } });
    const context = freshContext();
    const order: unknown[] = [];
    let most = 0;
    let running = 0;
    await callee.serve(context, async (request) => {
      order.push(request.content);
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return echo(request);
    });
    const numbers = Array.from({ length: 30 }, (_, i) => i);
    const calls = numbers.map((content) => outcomeOf(caller, context, { content }));
    expect(await Promise.all(calls)).toEqual(numbers.map((answer) => ({ answer })));
    expect(order).toEqual(numbers);
    expect(most).toBe(2);
  });

  it('refuses calls if the queue is full', async () => {
    const caller = await hosts.host(server, { limits: { pending: 2, queued: 3 } });
    const context = freshContext();
    const { finish } = await serveUntilFinished(context);
    const calls = Array.from({ length: 8 }, (_, content) => outcomeOf(caller, context, { content }));
    const refused = { code: 'OVERLOADED', mayHaveExecuted: false };
    for (const call of calls.slice(5)) expect(await call).toMatchObject(refused);
    finish();
    expect(await Promise.all(calls.slice(0, 5))).toEqual([0, 1, 2, 3, 4].map((answer) => ({ answer })));
  });

  it('ends the wait in the queue at the deadline, without sending the call', async () => {
    const caller = await hosts.host(server, { limits: { pending: 1 } });
    const context = freshContext();
    const { running, finish } = await serveUntilFinished(context);
    const first = outcomeOf(caller, context, { content: 'first' });
    expect(await outcomeOf(caller, context, { deadline: Date.now() + 50 })).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveExecuted: false,
    });
    expect(running()).toBe(1);
    finish();
    expect(await first).toEqual({ answer: 'first' });
    expect(await outcomeOf(caller, context, { content: 'second' })).toEqual({ answer: 'second' });
  });

  it('makes room when calls end, for whatever reason', async () => {
    const caller = await hosts.host(server, { limits: { pending: 2, queued: 100 } });
    const context = freshContext();
    await callee.serve(context, (request, signal) => {
      if (request.content === 'stuck') return untilAborted(signal);
      if (request.content === 'broken') throw new Error('a receiver never throws, but this one does');
      return echo(request);
    });
    const contents = ['stuck', 'broken', 'stuck', 'well', 'broken', 'well'];
    const outcomes = await Promise.all(
      contents.map((content) => outcomeOf(caller, context, { content, deadline: Date.now() + 150 })),
    );
    expect(outcomes[1]).toEqual({ failure: { code: 'INTERNAL', mayHaveExecuted: true, problem: undefined } });
    expect(outcomes[0]).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    for (let i = 0; i < 10; i++) expect(await outcomeOf(caller, context, { content: i })).toEqual({ answer: i });
  });

  it('gives a call without a deadline a default deadline', async () => {
    const caller = await hosts.host(server, { limits: { maxWait: 60 } });
    const context = freshContext();
    let signal: CallerSignal | undefined;
    await callee.serve(context, (_request, given) => untilAborted((signal = given)));
    expect(await outcomeOf(caller, context, { deadline: undefined })).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveExecuted: true,
    });
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  });

  it('does not start a call that was cancelled before it arrived', async () => {
    const context = freshContext();
    const receive = vi.fn(echo);
    await callee.serve(context, receive);
    const stranger = await connect({ servers: server.url });
    const call = (id: number): string =>
      JSON.stringify([1, [id, 60_000, 'tea.Brew', 1, id, 'edge', 'spec', null, null, 't', 's']]);
    // One write to the network, as a host finds it after a pause.
    stranger.publish(`multilith.call.${context}.desk`, call(1), { reply: `multilith.reply.desk.${context}.me.1-1` });
    stranger.publish(`multilith.cancel.${context}.desk`, '["me",1]');
    await requestAs(stranger, 'desk', context, call(2));
    await stranger.close();
    expect(receive.mock.calls.map(([{ content }]) => content)).toEqual([2]);
  });

  it('refuses a call with the number of a running call, and does not run it', async () => {
    const context = freshContext();
    const { running, finish } = await serveUntilFinished(context);
    const stranger = await connect({ servers: server.url });
    const replies: unknown[] = [];
    stranger.subscribe(`multilith.reply.desk.${context}.me.*`, {
      // Signs of life are not replies.
      callback: (_error, message) => void (/^\[1,\[1,4\]\]$/.test(message.string()) || replies.push(message.json())),
    });
    const call = '[1,[1,60000,"tea.Brew",1,{},"edge","spec",null,null,"t","s"]]';
    for (let i = 0; i < 2; i++)
      stranger.publish(`multilith.call.${context}.desk`, call, { reply: `multilith.reply.desk.${context}.me.1-1` });
    const refused = [1, 3, 'MALFORMED', true, 'a call with the number 1 is running'];
    await vi.waitFor(() => expect(replies).toEqual([[1, refused]]));
    expect(running()).toBe(1);
    finish();
    await vi.waitFor(() =>
      expect(replies).toEqual([
        [1, refused],
        [1, [1, 0, {}]],
      ]),
    );
    await stranger.close();
  });

  it('is shared between hosts: a greedy host leaves room for the others', async () => {
    const context = freshContext();
    const { running, finish } = await serveUntilFinished(context);
    const [greedy, modest] = await Promise.all(
      ['greedy', 'modest'].map((host) => hosts.host(server, { host, limits: { pending: 64 } })),
    );
    const taken = Array.from({ length: 20 }, () => outcomeOf(greedy!, context));
    await vi.waitFor(() => expect(running()).toBe(4));
    const others = Array.from({ length: 4 }, (_, content) => outcomeOf(modest!, context, { content }));
    await vi.waitFor(() => expect(running()).toBe(8));
    expect(await outcomeOf(modest!, context)).toMatchObject({ code: 'OVERLOADED', mayHaveExecuted: false });
    finish();
    expect(await Promise.all(others)).toEqual([0, 1, 2, 3].map((answer) => ({ answer })));
    await Promise.all(taken);
  });

  it("is bounded in the size of a host's calls, whatever else their messages contain", async () => {
    const small = await hosts.host(server, { limits: { runningLength: 100_000 } });
    const context = freshContext();
    const end = gate();
    let running = 0;
    await small.serve(context, async (request) => {
      running++;
      await end.opened;
      return { answer: (request.content as string).length };
    });
    const stranger = await connect({ servers: server.url });
    const replies: [number, number, unknown][] = [];
    stranger.subscribe(`multilith.reply.greedy.${context}.me.*`, {
      callback: (_error, message) => {
        const [, ...elements] = message.json<[number, ...[number, number, unknown][]]>();
        // Signs of life are not replies.
        replies.push(...elements.filter(([, kind]) => kind !== 4));
      },
    });
    const large = 'x'.repeat(30_000);
    // Junk elements do not make a call look smaller.
    const junk = ',0'.repeat(1_000);
    for (let id = 1; id <= 20; id++)
      stranger.publish(
        `multilith.call.${context}.greedy`,
        `[1,[${id},60000,"m",1,"${large}","edge","greedy",null,null,"t","s"]${junk}]`,
        { reply: `multilith.reply.greedy.${context}.me.1-1` },
      );
    await vi.waitFor(() => expect(replies).toHaveLength(17));
    for (const [, kind, code] of replies) expect([kind, code]).toEqual([3, 'OVERLOADED']);
    expect(running).toBe(3);
    // Another host has its own share, and a message larger than the share is accepted if it is alone.
    const modest = await hosts.host(server, { host: 'modest' });
    const alone = outcomeOf(modest, context, { content: 'y'.repeat(200_000) });
    await vi.waitFor(() => expect(running).toBe(4));
    expect(await outcomeOf(modest, context, { content: large })).toMatchObject({ code: 'OVERLOADED' });
    end.open();
    expect(await alone).toEqual({ answer: 200_000 });
    await vi.waitFor(() => expect(replies).toHaveLength(20));
    // Answered calls have made room.
    for (let i = 0; i < 5; i++)
      expect(await outcomeOf(modest, context, { content: large })).toEqual({ answer: 30_000 });
    await stranger.close();
  });

  it('is bounded for all hosts together', async () => {
    const context = freshContext();
    const { running, finish } = await serveUntilFinished(context);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const callers = await Promise.all(names.map((host) => hosts.host(server, { host })));
    const taken = callers.slice(0, 4).flatMap((caller) => Array.from({ length: 4 }, () => outcomeOf(caller, context)));
    await vi.waitFor(() => expect(running()).toBe(16));
    expect(await outcomeOf(callers[4]!, context)).toMatchObject({ code: 'OVERLOADED', mayHaveExecuted: false });
    finish();
    await Promise.all(taken);
  });

  it('is bounded separately for journal requests', async () => {
    const context = freshContext();
    const { running, finish } = await serveUntilFinished(context);
    await callee.serveJournal(context, echo);
    const caller = await hosts.host(server);
    const taken = Array.from({ length: 4 }, () => outcomeOf(caller, context));
    await vi.waitFor(() => expect(running()).toBe(4));
    expect(await caller.askJournal(context, aRequest({ content: 'mark' }))).toEqual({ answer: 'mark' });
    finish();
    await Promise.all(taken);
  });

  it('lets no call run longer than an hour, however much time its caller gives it', async () => {
    const context = freshContext();
    const deadlines: number[] = [];
    await callee.serve(context, async (request) => {
      deadlines.push(request.deadline!);
      return echo(request);
    });
    const stranger = await connect({ servers: server.url });
    for (const left of ['1e400', '1e300', '3600001'])
      await requestAs(stranger, 'desk', context, `[1,[1,${left},"m",1,{},"edge","desk",null,null,"t","s"]]`);
    await stranger.close();
    expect(deadlines).toHaveLength(3);
    for (const deadline of deadlines) expect(deadline).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it('does not depend on clocks: the remaining time is sent, not the time of day', async () => {
    const caller = await hosts.host(server);
    const context = freshContext();
    let deadline = 0;
    await callee.serve(context, (request) => {
      deadline = request.deadline!;
      return echo(request);
    });
    const texts: string[] = [];
    const stranger = await connect({ servers: server.url });
    stranger.subscribe(`multilith.call.${context}.*`, {
      callback: (_error, message) => void texts.push(message.string()),
    });
    await stranger.flush();
    await caller.call(context, aRequest({ deadline: Date.now() + 5_000 }));
    await stranger.flush();
    const [, [, left]] = JSON.parse(texts[0]!) as [number, [number, number]];
    expect(left).toBeGreaterThan(4_000);
    expect(left).toBeLessThanOrEqual(5_000);
    // A caller whose clock is an hour off sends the same.
    const before = Date.now();
    await requestAs(stranger, 'desk', context, '[1,[1,5000,"tea.Brew",1,{},"edge","spec",null,null,"t","s"]]');
    await stranger.close();
    expect(deadline - before).toBeGreaterThanOrEqual(5_000);
    expect(deadline - Date.now()).toBeLessThanOrEqual(5_000);
  });
});

const untilAborted = (signal: CallerSignal): Promise<PlainReply> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve({ answer: 'too late' })));
