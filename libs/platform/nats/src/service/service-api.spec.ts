import { connect, type NatsConnection } from '@nats-io/transport-node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { aRequest, echo, freshContext, gate, hostsOfThisFile, outcomeOf, type NatsHost } from '../../test/hosts.js';
import type { NatsServer } from '../testing/index.js';

interface Answer {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly endpoints: Record<string, unknown>[];
}

describe('the service API of NATS', () => {
  const hosts = hostsOfThisFile();
  let server: NatsServer;
  let caller: NatsHost;
  /** A plain NATS client, such as `nats --inbox-prefix=multilith.inbox.TOOLS`. */
  let stranger: NatsConnection;
  beforeAll(async () => {
    server = await hosts.server();
    caller = await hosts.host(server, { host: 'till', version: '1.2.3' });
    stranger = await connect({ servers: server.url, inboxPrefix: 'multilith.inbox.TOOLS' });
    return () => stranger.close();
  });

  async function ask(subject: string, expected: number): Promise<Answer[]> {
    const answers: Answer[] = [];
    for await (const message of await stranger.requestMany(subject, '', {
      strategy: 'count',
      maxMessages: expected + 1,
      maxWait: 300,
    }))
      answers.push(message.json());
    return answers.sort((a, b) => a.name.localeCompare(b.name));
  }

  it('lists every instance of a host, until it drains', async () => {
    const instances = [await hosts.host(server, { host: 'orders' }), await hosts.host(server, { host: 'orders' })];
    const all = await ask('$SRV.PING', 3);
    expect(all.map(({ name }) => name)).toEqual(['orders', 'orders', 'till']);
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    expect(all[2]).toEqual({
      type: 'io.nats.micro.v1.ping_response',
      name: 'till',
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      version: '1.2.3',
      metadata: { 'multilith.prefix': 'multilith.' },
    });
    expect(await ask('$SRV.PING.orders', 2)).toHaveLength(2);
    expect(await ask(`$SRV.PING.orders.${all[0]!.id}`, 1)).toEqual([all[0]]);
    await instances[0]!.drain();
    expect(await ask('$SRV.PING.orders', 1)).toHaveLength(1);
    await instances[1]!.close();
    expect(await ask('$SRV.PING', 1)).toHaveLength(1);
  });

  it('answers only to the inbox of the tools', async () => {
    const host = await hosts.host(server, { host: 'customers' });
    const published: string[] = [];
    const spy = stranger.subscribe('>', { callback: (_error, message) => void published.push(message.subject) });
    const elsewhere = [
      '_INBOX.x',
      'multilith.inbox.orders.x',
      'multilith.reply.till.customers.x.1-1',
      'multilith.inbox.TOOLS',
    ];
    for (const reply of [...elsewhere, 'multilith.inbox.TOOLS.x'])
      stranger.publish('$SRV.PING.customers', '', { reply });
    await vi.waitFor(() => expect(published).toContain('multilith.inbox.TOOLS.x'));
    await host.close();
    await stranger.flush();
    spy.unsubscribe();
    expect(published.filter((subject) => elsewhere.includes(subject))).toEqual([]);
  });

  it('names the contexts of a host', async () => {
    const host = await hosts.host(server, { host: 'catalog' });
    const context = freshContext();
    await host.serve(context, echo);
    expect(await ask('$SRV.INFO.catalog', 1)).toEqual([
      expect.objectContaining({
        type: 'io.nats.micro.v1.info_response',
        description: 'Multilith host catalog',
        endpoints: [{ name: context, subject: `multilith.call.${context}.*`, queue_group: 'hosts', metadata: {} }],
      }),
    ]);
  });

  it('counts calls rather than messages, failures with their reasons, and the time spent', async () => {
    const host = await hosts.host(server, { host: 'payments', limits: { running: 25 } });
    const context = freshContext();
    const finish = gate();
    await host.serve(context, async ({ content }) => {
      if (content === 'fail')
        return { failure: { code: 'UNAVAILABLE', mayHaveExecuted: false, problem: 'no database' } };
      if (content === 'refuse') return { error: { code: 'payments.Declined', data: null } };
      if (content === 'wait') await finish.opened;
      return { answer: null };
    });
    const statistics = async (): Promise<Record<string, unknown>> =>
      (await ask('$SRV.STATS.payments', 1))[0]!.endpoints[0]!;
    await Promise.all(Array.from({ length: 20 }, () => caller.call(context, aRequest())));
    await caller.call(context, aRequest({ content: 'refuse' }));
    expect(await statistics()).toMatchObject({ name: context, num_requests: 21, num_errors: 0, last_error: '' });
    await caller.call(context, aRequest({ content: 'fail' }));
    expect(await statistics()).toMatchObject({ num_requests: 22, num_errors: 1, last_error: 'no database' });
    stranger.publish(`multilith.call.${context}.x`, 'nonsense', { reply: `multilith.reply.x.${context}.y.1-1` });
    await stranger.flush();
    await vi.waitFor(async () =>
      expect(await statistics()).toMatchObject({ num_requests: 23, num_errors: 2, last_error: 'malformed' }),
    );

    const waiting = Array.from({ length: 25 }, () => outcomeOf(caller, context, { content: 'wait' }));
    await vi.waitFor(async () => expect(await statistics()).toMatchObject({ data: { running: 25 } }));
    await outcomeOf(caller, context);
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish.open();
    await Promise.all(waiting);
    const now = await statistics();
    expect(now).toMatchObject({ num_requests: 49, num_errors: 3, data: { running: 0 } });
    expect(now['processing_time']).toBeGreaterThan(25 * 15e6);
    expect(now['average_processing_time']).toBeCloseTo((now['processing_time'] as number) / 49, -1);
  });

  it('is optional: a host works without the permission for it', async () => {
    const strict = await hosts.server({
      config: 'authorization { users: [{ user: a, password: a, permissions: { subscribe: "multilith.>" } }] }',
    });
    const host = await hosts.host(strict, { user: 'a', password: 'a' });
    const context = freshContext();
    await host.serve(context, echo);
    expect(await outcomeOf(host, context, { content: 1 })).toEqual({ answer: 1 });
  });
});
