import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { echo, hostsOfThisFile, outcomeOf, type NatsHost } from '../../test/hosts.js';
import { StallingProxy } from '../../test/stalling-proxy.js';
import { message } from '../../test/stream-messages.js';

const LARGE = 'x'.repeat(100_000);

describe('a follower that stops reading', () => {
  const hosts = hostsOfThisFile();
  const proxies: StallingProxy[] = [];
  beforeEach(() => {
    for (const level of ['log', 'warn', 'error'] as const)
      vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.close();
  });

  it('loses its event connection but no calls, and receives later events', { timeout: 60_000 }, async () => {
    const server = await hosts.server({ config: 'max_pending: 1MB\nwrite_deadline: "1s"\n' });
    const proxy = await StallingProxy.inFrontOf(server);
    proxies.push(proxy);
    const orders = await hosts.host(server, { host: 'orders' });
    const payments = await hosts.host({ url: proxy.url }, { host: 'payments' });
    await orders.serve('orders', echo);
    await payments.serve('payments', echo);
    const seen: string[] = [];
    payments.streams!.follow('orders', ({ event }) => seen.push(event.position));
    await payments.streams!.client.connection.flush();
    const publish = (from: number, to: number): Promise<void> =>
      orders.streams!.append(
        'orders',
        Array.from({ length: to - from + 1 }, (_, i) => message(from + i, from + i - 1, 3, LARGE)),
      );
    await publish(1, 1);
    await vi.waitFor(() => expect(seen).toEqual(['1']));

    const goOn = proxy.stall('payments events');
    let reconnected = false;
    void (async () => {
      for await (const { type } of payments.streams!.client.connection.status()) reconnected ||= type === 'reconnect';
    })();
    let next = 2;
    const calls: Promise<unknown>[] = [];
    // Publish until the server closes the connection; a stalled client notices once it reads on.
    for (let round = 0; round < 40; round++) {
      await publish(next, next + 9);
      next += 10;
      calls.push(call(payments, 'orders', round), call(orders, 'payments', round));
    }
    for (const outcome of await Promise.all(calls)) expect(outcome).toMatchObject({ answer: expect.any(Number) });
    goOn();
    await vi.waitFor(() => expect(reconnected).toBe(true), 30_000);
    await vi.waitFor(
      async () => {
        await publish(next, next++);
        expect(seen.at(-1)).toBe(String(next - 1));
      },
      { timeout: 20_000, interval: 50 },
    );
    // Some events are missing: the reader detects the gap from the `prev` header of the next event.
    expect(seen.length).toBeLessThan(next - 1);
    expect(payments.client.connected).toBe(true);
    expect(proxy.names.sort()).toEqual(['payments', 'payments events']);
  });
});

const call = (by: NatsHost, context: string, content: number): Promise<unknown> =>
  outcomeOf(by, context, { content, deadline: Date.now() + 30_000 });
