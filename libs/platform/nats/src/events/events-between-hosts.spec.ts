import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MultilithRuntime, runAtEdge } from '@multilith/runtime/host';
import { keyOf, OrderHosts, OrderPlaced, seen } from '../../test/order-hosts.js';
import { startNatsServer, type NatsServer } from '../testing/index.js';
import { provisionStreams } from './provision-streams.js';

/** Small streams: the server reserves their maximum size. */
const SMALL = { maxBytes: 4 * 1024 ** 2 };
const APART = { orders: { transport: 'nats' } };

describe.each(['with streams', 'with a server that has none', 'by reading journals only'])(
  'events between hosts, %s',
  (how) => {
    let server: NatsServer;
    let hosts: OrderHosts;
    beforeAll(async () => {
      server = await startNatsServer({ jetStream: how === 'with streams' });
    });
    beforeEach(async () => {
      const prefix = `test-${randomBytes(6).toString('hex')}`;
      hosts = await OrderHosts.create({ url: server.url, prefix, events: how !== 'by reading journals only' });
      if (how === 'with streams') await provisionStreams({ nats: hosts.nats, publishers: ['orders'], settings: SMALL });
    });
    afterEach(() => hosts.close());
    afterAll(() => server.stop());

    it('arrive without waiting for the next poll of the journal', { timeout: 60_000 }, async () => {
      const orders = await hosts.start('orders', APART);
      await hosts.start('monolith', APART);
      await hosts.publish(orders, 4);
      await hosts.settled();
      const times: number[] = [];
      for (let round = 0; round < 20; round++) {
        const from = performance.now();
        await hosts.publish(orders, 1);
        await vi.waitFor(async () => expect(await hosts.effects()).toHaveLength(hosts.published), {
          timeout: 30_000,
          interval: 3,
        });
        times.push(performance.now() - from);
      }
      // Each round begins once the previous one has arrived. With polling alone, once a second, every round would take
      // about a second on any machine; one of twenty rounds only has to find the machine idle for a moment.
      expect(Math.min(...times)).toBeLessThan(500);
    });

    it('carry the principal that caused them, and belong to its trace', { timeout: 30_000 }, async () => {
      const orders = await hosts.start('orders', APART);
      await hosts.start('monolith', APART);
      seen.length = 0;
      const principal = { subject: 'alice', roles: ['clerk'] };
      const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
      await runAtEdge({ principal, trace }, () => hosts.publish(orders, 4));
      await hosts.settled();
      expect(seen).toHaveLength(4);
      for (const call of seen) {
        expect(call.principal).toEqual({ ...principal, roles: [] });
        expect(call.trace.traceId).toBe(trace.traceId);
      }
    });

    it("can be watched live in a host other than the publisher's", { timeout: 30_000 }, async () => {
      const orders = await hosts.start('orders', APART);
      const monolith = await hosts.start('monolith', APART);
      const { liveEvents } = monolith.app.get(MultilithRuntime);
      let reads = 0;
      const states = liveEvents.watch({ events: [OrderPlaced], key: keyOf(3), read: async () => ++reads });
      expect(await states.next()).toMatchObject({ value: 1 });
      await hosts.publish(orders, 4);
      expect(await states.next()).toMatchObject({ value: 2 });
      await states.return!();
    });

    it('are neither lost nor duplicated if their publisher moves out and back', { timeout: 60_000 }, async () => {
      let monolith = await hosts.start('monolith', {});
      await hosts.publish(monolith, 50);
      await hosts.settled();
      await hosts.publish(monolith, 30); // Some may still be unhandled when the host stops.
      await hosts.stop(monolith);

      let orders = await hosts.start('orders', APART);
      await hosts.publish(orders, 40); // The subscriber is down.
      monolith = await hosts.start('monolith', APART);
      await hosts.publish(orders, 60);
      await hosts.settled();
      await hosts.publish(orders, 30);
      await hosts.stop(orders);
      await hosts.stop(monolith);

      monolith = await hosts.start('monolith', {});
      await hosts.publish(monolith, 40);
      await hosts.settled();
      await hosts.stop(monolith);

      monolith = await hosts.start('monolith', APART); // Now the publisher is down.
      orders = await hosts.start('orders', APART);
      await hosts.publish(orders, 40);
      await hosts.settled();
      const [status] = await monolith.status();
      expect(status!.publishers[0]).toMatchObject({ publisher: 'orders', lag: 0, stalled: undefined });
    });
  },
);

describe('events between hosts while instances come and go and the server fails', () => {
  let server: NatsServer;
  let hosts: OrderHosts;
  beforeEach(async () => {
    server = await startNatsServer({ jetStream: true });
    hosts = await OrderHosts.create({ url: server.url });
    await provisionStreams({ nats: hosts.nats, publishers: ['orders'], settings: SMALL });
  });
  afterEach(async () => {
    await hosts.close();
    await server.stop();
  });

  it('are shared by instances of the subscriber that join and leave', { timeout: 60_000 }, async () => {
    const orders = await hosts.start('orders', APART);
    let readers = [await hosts.start('monolith', APART)];
    for (let round = 0; round < 3; round++) {
      const publishing = hosts.publish(orders, 80, 4);
      const next = await hosts.start('monolith', APART);
      await publishing;
      await hosts.publish(orders, 30);
      await hosts.stop(readers[0]!);
      readers = [...readers.slice(1), next];
    }
    await hosts.settled();
  });

  it('are relayed by instances of the publisher that join and leave', { timeout: 60_000 }, async () => {
    let orders = await hosts.start('orders', APART);
    await hosts.start('monolith', APART);
    for (let round = 0; round < 2; round++) {
      await hosts.publish(orders, 30);
      const next = await hosts.start('orders', APART);
      await Promise.all([hosts.publish(next, 60), hosts.stop(orders)]);
      orders = next;
    }
    await hosts.settled();
  });

  it('survive a killed server and the loss of its store', { timeout: 90_000 }, async () => {
    const orders = await hosts.start('orders', APART);
    await hosts.start('monolith', APART);
    await hosts.publish(orders, 100);
    const publishing = hosts.publish(orders, 200, 2);
    await server.kill();
    await publishing;
    await server.restart();
    await hosts.publish(orders, 50);
    await hosts.settled();

    const more = hosts.publish(orders, 200, 2);
    await server.kill();
    rmSync(server.storeDir, { recursive: true, force: true });
    await server.restart();
    await more;
    await hosts.publish(orders, 50);
    await hosts.settled();
    await hosts.publish(orders, 20);
    await hosts.settled();
  });

  it('survive messages that are lost, duplicated and late', { timeout: 60_000 }, async () => {
    let message = 0;
    hosts.wrap = (transport) => {
      const streams = transport.streams!;
      return new Proxy(transport, {
        get(target, name) {
          if (name !== 'streams') {
            const value = Reflect.get(target, name, target) as unknown;
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          }
          return {
            prepare: (publisher: string) => streams.prepare(publisher),
            append: async (publisher: string, messages: readonly unknown[]) => {
              const kept = messages.filter(() => ++message % 100 !== 0) as never[];
              const late = kept.filter((_, i) => i % 50 === 7);
              await streams.append(
                publisher,
                kept.filter((one) => !late.includes(one)),
              );
              setTimeout(() => void streams.append(publisher, late).catch(() => {}), 200);
            },
            follow: (publisher: string, onMessage: (one: never, bytes: number) => void) =>
              streams.follow(publisher, (one, bytes) => {
                onMessage(one as never, bytes);
                if (message % 50 === 0) onMessage(one as never, bytes);
              }),
          };
        },
      });
    };
    const orders = await hosts.start('orders', APART);
    await hosts.start('monolith', APART);
    for (let round = 0; round < 6; round++) await hosts.publish(orders, 150, 10);
    await hosts.settled();
  });

  it('reach a plain NATS client', { timeout: 30_000 }, async () => {
    const orders = await hosts.start('orders', APART);
    await hosts.publish(orders, 20);
    const stranger = await connect({ servers: server.url });
    try {
      const seen: { name: string; payload: { n: number } }[] = [];
      const consumer = await jetstream(stranger).consumers.get('multilith_events_orders');
      const messages = await consumer.consume();
      void (async () => {
        for await (const one of messages) seen.push(one.json());
      })();
      await vi.waitFor(() => expect(seen.filter(({ name }) => name === 'orders.OrderPlaced')).toHaveLength(20), {
        timeout: 10_000,
      });
      expect(
        seen
          .map(({ payload }) => payload.n)
          .filter((n) => n !== undefined)
          .sort((a, b) => a - b),
      ).toEqual(Array.from({ length: 20 }, (_, n) => n));
      messages.stop();
    } finally {
      await stranger.close();
    }
  });
});
