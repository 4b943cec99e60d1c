import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallerSignal } from '@multilith/runtime/transport';
import type { PlainReply, PlainRequest } from '@multilith/runtime/transport/conformance';
import { gate, outcomeOf } from '../../test/hosts.js';
import { guardedHosts } from '../../test/guarded-hosts.js';

/** A call as its callee sees it on the network. */
interface Overheard {
  /** Its reply subject. */
  readonly reply: string;
  readonly id: number;
}
const inboxOf = (reply: string): string => reply.slice(0, reply.lastIndexOf('.'));
const secretOf = (reply: string): string => reply.split('.').at(-2)!;
const batch = (id: number, count: number): string => `${id.toString(36)}-${count.toString(36)}`;
/** Numbers of past and future calls of the process. */
const around = (id: number): number[] => Array.from({ length: 60 }, (_, i) => id - 10 + i).filter((n) => n > 0);

describe('a host whose password is stolen', () => {
  const hosts = guardedHosts();
  /** The password of payments, and a login that sees everything, to know what the intruder cannot see. */
  let intruder: NatsConnection;
  let spy: NatsConnection;
  /**
   * Calls that the intruder received as a host of payments, and calls to orders and catalog, which only the spy sees.
   */
  const received: Overheard[] = [];
  const calls: Record<'orders' | 'catalog', Overheard[]> = { orders: [], catalog: [] };
  const overheard = (into: Overheard[]) => ({
    callback: (_error: unknown, message: { readonly reply?: string; json<T>(): T }): void => {
      if (!message.reply) return;
      const [, [id]] = message.json<[number, [number]]>();
      into.push({ reply: message.reply!, id });
    },
  });

  /** How orders and catalog handle the next call, and what happened to it. */
  let work: { request: PlainRequest; signal: CallerSignal; finish(reply: PlainReply): void }[];
  const serveSlowly = async (request: PlainRequest, signal: CallerSignal): Promise<PlainReply> => {
    const end = gate<PlainReply>();
    work.push({ request, signal, finish: (reply) => end.open(reply) });
    return end.opened;
  };

  beforeAll(async () => {
    spy = await hosts.intruder('TOOLS');
    for (const context of ['orders', 'catalog'] as const)
      spy.subscribe(`multilith.call.${context}.*`, overheard(calls[context]));
    await spy.flush();
    const manager = await jetstreamManager(spy);
    await manager.streams.add({ name: 'multilith_events_payments', subjects: ['multilith.events.payments.*'] });
    await hosts.host('orders').serve('orders', serveSlowly);
    await hosts.host('monolith').serve('catalog', serveSlowly);
    intruder = await hosts.intruder('payments');
    intruder.subscribe('multilith.call.payments.*', { queue: 'hosts', ...overheard(received) });
    await intruder.flush();
    // The intruder receives calls, because every order page queries payments.
    void outcomeOf(hosts.host('monolith'), 'payments');
    await vi.waitFor(() => expect(received).toHaveLength(1));
  });
  beforeEach(() => {
    work = [];
    for (const seen of Object.values(calls)) seen.length = 0;
  });

  /** Makes a call that runs until its entry of `work` is finished. */
  async function slowCall(from: 'monolith' | 'orders', to: 'orders' | 'catalog') {
    const outcome = outcomeOf(hosts.host(from), to, { caller: { kind: 'edge', name: from } });
    let settled = false;
    void outcome.then(() => (settled = true));
    await vi.waitFor(() => expect(work).toHaveLength(1));
    await vi.waitFor(() => expect(calls[to]).toHaveLength(1));
    return { outcome, isSettled: () => settled, seen: calls[to][0]!, work: work[0]! };
  }
  /** Resolves once the server and both hosts have processed everything that the intruder published. */
  async function arrived(): Promise<void> {
    await intruder.flush();
    for (const host of ['monolith', 'orders'] as const) await hosts.host(host).client.connection.flush();
    await new Promise(setImmediate);
  }
  const honest: PlainReply = { answer: 'by the callee' };

  const replies: [string, (id: number) => string][] = [
    ['an answer', (id) => JSON.stringify([1, ...around(id).map((n) => [n, 0, 'forged'])])],
    ['an error', (id) => JSON.stringify([1, ...around(id).map((n) => [n, 1, 'orders.Forged', {}])])],
    ['a failure', (id) => JSON.stringify([1, ...around(id).map((n) => [n, 2, 'INTERNAL', true, 'forged'])])],
    ['a refusal', (id) => JSON.stringify([1, ...around(id).map((n) => [n, 3, 'OVERLOADED', false, 'forged'])])],
    ['a reply without a form', (id) => JSON.stringify([1, ...around(id).map((n) => [n])])],
    ['a batch that could not be read', () => '{"malformed":"forged"}'],
    ['nonsense', () => 'nonsense'],
  ];

  it.each(replies)('cannot settle a call to another with %s', async (_what, forged) => {
    const call = await slowCall('monolith', 'orders');
    const own = inboxOf(received[0]!.reply);
    const { id } = call.seen;
    for (const subject of [
      // Where it may publish: its own inbox at the monolith, with the numbers of the call in the subject too.
      received[0]!.reply,
      `${own}.${batch(id, 1)}`,
      `${own}.${batch(Math.max(1, id - 10), 60)}`,
      // Where it may not publish, even if it knew the secret.
      call.seen.reply,
      `multilith.reply.monolith.orders.${secretOf(own + '.x')}.${batch(id, 1)}`,
      'multilith.reply.monolith.orders.*.*',
    ])
      intruder.publish(subject, forged(id));
    await arrived();
    expect((await hosts.refusals(intruder)).length).toBe(3);
    expect(call.isSettled()).toBe(false);
    call.work.finish(honest);
    expect(await call.outcome).toEqual(honest);
  });

  it('cannot keep a call to another alive', async () => {
    // A sign of life is accepted only from the inbox of the callee, so a silent callee is noticed: see
    // `outgoing-calls.ts`.
    const call = await slowCall('monolith', 'orders');
    intruder.publish(received[0]!.reply, JSON.stringify([1, ...around(call.seen.id).map((n) => [n, 4, 1])]));
    await arrived();
    call.work.finish(honest);
    expect(await call.outcome).toEqual(honest);
  });

  it('cannot make the server settle a call to another', async () => {
    const call = await slowCall('monolith', 'orders');
    const { id } = call.seen;
    const own = inboxOf(received[0]!.reply);
    const guesses = [
      `${own}.${batch(id, 1)}`,
      `multilith.reply.monolith.orders.${secretOf(received[0]!.reply)}.${batch(id, 1)}`,
      `multilith.reply.monolith.orders.${'A'.repeat(22)}.${batch(id, 1)}`,
      `multilith.reply.monolith.orders.*.${batch(id, 1)}`,
      'multilith.reply.monolith.orders.>',
    ];
    const answered: string[] = [];
    const listening = spy.subscribe('multilith.reply.>', {
      callback: (_error, { subject }) => void answered.push(subject),
    });
    await spy.flush();
    for (const reply of guesses) {
      // "No responders": the journal of orders is not served here. The server sends this only to the publishing client.
      intruder.publish('multilith.journal.orders.payments', 'x', { reply });
      // The acknowledgement of a stream goes to any reply subject.
      intruder.publish('multilith.events.payments.1', 'x', { reply });
    }
    await vi.waitFor(() => expect(answered).toHaveLength(guesses.length));
    listening.unsubscribe();
    await arrived();
    // The server does publish there in its own name: only the secret protects the inbox of another host.
    expect(answered.sort()).toEqual(guesses.sort());
    expect(call.isSettled()).toBe(false);
    call.work.finish(honest);
    expect(await call.outcome).toEqual(honest);
  });

  it("cannot pass off a server's reply as a call, cancellation or announcement", async () => {
    const call = await slowCall('monolith', 'orders');
    const heard: unknown[] = [];
    await hosts.host('reporting').listen('orders', (content) => heard.push(content));
    for (const reply of [
      'multilith.call.orders.monolith',
      'multilith.cancel.orders.monolith',
      'multilith.announce.orders',
      'multilith.events.orders.1',
    ])
      for (const subject of ['multilith.journal.orders.payments', 'multilith.events.payments.1'])
        intruder.publish(subject, '[1,[1,1000,"orders.PlaceOrder",1,{}]]', { reply });
    await arrived();
    await hosts.host('reporting').client.connection.flush();
    // The acknowledgement arrives, but says nothing about a journal.
    for (const content of heard)
      expect(content).toEqual({ stream: 'multilith_events_payments', seq: expect.any(Number) });
    expect(work).toHaveLength(1);
    expect(call.work.signal.aborted).toBe(false);
    call.work.finish(honest);
    expect(await call.outcome).toEqual(honest);
  });

  it.each(['orders', 'catalog'] as const)('cannot cancel a call of another to %s', async (context) => {
    const call = await slowCall(context === 'orders' ? 'monolith' : 'orders', context);
    const caller = context === 'orders' ? 'monolith' : 'orders';
    for (const secret of [secretOf(call.seen.reply), inboxOf(call.seen.reply), secretOf(received[0]!.reply)]) {
      const cancellation = JSON.stringify([secret, ...around(call.seen.id)]);
      // In its own name, which the server allows, and in the name of the caller.
      intruder.publish(`multilith.cancel.${context}.payments`, cancellation);
      intruder.publish(`multilith.cancel.${context}.${caller}`, cancellation);
    }
    await arrived();
    const refusals = await hosts.refusals(intruder);
    expect(refusals).toEqual(Array.from({ length: 3 }, () => `publish multilith.cancel.${context}.${caller}`));
    expect(call.work.signal.aborted).toBe(false);
    call.work.finish(honest);
    expect(await call.outcome).toEqual(honest);
  });

  it('cannot occupy the numbers of another caller, nor redirect its own replies there', async () => {
    const first = await slowCall('orders', 'catalog');
    const next = around(first.seen.id).map((id) => [
      id,
      9_000,
      'catalog.X',
      1,
      'squat',
      'edge',
      'payments',
      null,
      null,
      't',
      's',
    ]);
    const inbox = inboxOf(first.seen.reply);
    const [secret] = [secretOf(first.seen.reply)];
    for (const reply of [`${inbox}.1-1`, `multilith.reply.payments.catalog.${secret}.1-1`])
      intruder.publish('multilith.call.catalog.payments', JSON.stringify([1, ...next]), { reply });
    await arrived();
    // The second batch is its own, under its own name: it may call the catalog.
    await vi.waitFor(() => expect(work).toHaveLength(1 + next.length));
    expect(work.slice(1).every(({ request }) => request.host === 'payments')).toBe(true);
    const second = outcomeOf(hosts.host('orders'), 'catalog');
    await vi.waitFor(() => expect(work).toHaveLength(2 + next.length));
    expect(work.at(-1)!.request.host).toBe('orders');
    for (const each of work.slice(1, -1)) each.finish({ answer: 'to the intruder' });
    await arrived();
    expect(first.isSettled()).toBe(false);
    first.work.finish(honest);
    work.at(-1)!.finish({ answer: 'and the second' });
    expect(await first.outcome).toEqual(honest);
    expect(await second).toEqual({ answer: 'and the second' });
  });

  it('cannot call a context that it only follows, nor do so through its journal', async () => {
    const asked: string[] = [];
    await hosts.host('orders').serveJournal('orders', async ({ message }) => {
      asked.push(message);
      return { failure: { code: 'CONTRACT_MISMATCH', mayHaveExecuted: false } };
    });
    const call = '[1,[1,9000,"orders.CancelOrder",1,{},"context","payments",null,null,"t","s"]]';
    intruder.publish('multilith.call.orders.payments', call, { reply: 'multilith.reply.payments.orders.me.1-1' });
    const answers = intruder.subscribe('multilith.reply.payments.orders.me.*', { max: 1, timeout: 5_000 });
    intruder.publish('multilith.journal.orders.payments', call, { reply: 'multilith.reply.payments.orders.me.1-1' });
    for await (const answer of answers) expect(answer.json()).toEqual([1, [1, 2, 'CONTRACT_MISMATCH', false, null]]);
    expect(await hosts.refusals(intruder)).toEqual(['publish multilith.call.orders.payments']);
    expect(asked).toEqual(['orders.CancelOrder']);
    expect(work).toEqual([]);
  });

  it('cannot take the places of other callers', async () => {
    const many = (first: number): string =>
      JSON.stringify([
        1,
        ...Array.from({ length: 1_000 }, (_, i) => [
          first + i,
          9e9,
          'catalog.X',
          1,
          0,
          'edge',
          'payments',
          null,
          null,
          't',
          's',
        ]),
      ]);
    for (const first of [1, 1_001, 2_001])
      intruder.publish('multilith.call.catalog.payments', many(first), {
        reply: `multilith.reply.payments.catalog.me${first}.1-1`,
      });
    await arrived();
    await vi.waitFor(() => expect(work).toHaveLength(1_024));
    const outcome = outcomeOf(hosts.host('orders'), 'catalog');
    await vi.waitFor(() => expect(work).toHaveLength(1_025));
    work.at(-1)!.finish(honest);
    expect(await outcome).toEqual(honest);
    for (const each of work) each.finish(honest);
  });
});
