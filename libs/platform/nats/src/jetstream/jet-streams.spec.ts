import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StopFollowing, StreamMessage } from '@multilith/runtime';
import { connectNats } from '../connect-nats.js';
import type { NatsTransport } from '../nats-transport.js';
import { startNatsServer, type NatsServer } from '../testing/index.js';

const message = (position: number, previous: number, lane = 3, text = ''): StreamMessage => ({
  epoch: 'e1',
  previous: String(previous),
  event: {
    id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
    name: 'orders.OrderPlaced',
    version: 1,
    key: 'k',
    lane,
    position: String(position),
    occurredAt: new Date(0).toISOString(),
    payload: { text },
    trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16) },
  },
});
const chain = (from: number, to: number): StreamMessage[] =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i, from + i - 1));

describe('streams in JetStream', () => {
  let server: NatsServer;
  let transport: NatsTransport;
  const stops: StopFollowing[] = [];
  beforeAll(async () => {
    server = await startNatsServer({ jetStream: true });
    transport = await connectNats({ url: server.url });
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });
  afterAll(async () => {
    await transport.close();
    await server.stop();
  });

  const follow = (publisher: string, by = transport): StreamMessage[] => {
    const seen: StreamMessage[] = [];
    stops.push(by.streams!.follow(publisher, (one) => void seen.push(one)));
    return seen;
  };
  /** Appends until the follower is there and has seen all of it since; returns the next free position. */
  const joined = async (publisher: string, seen: StreamMessage[], from = 1): Promise<number> => {
    let next = from;
    await vi.waitFor(
      async () => {
        await transport.streams!.append(publisher, chain(next, next));
        next++;
        expect(seen.length).toBeGreaterThan(0);
      },
      { timeout: 10_000, interval: 50 },
    );
    await vi.waitFor(() => expect(seen.at(-1)?.event.position).toBe(String(next - 1)), 5_000);
    return next;
  };

  it('bring what is appended to every follower, in order', async () => {
    const [one, other] = [follow('orders'), follow('orders')];
    const next = await joined('orders', one);
    await joined('orders', other, next);
    const sent = chain(1_000, 1_499);
    await transport.streams!.append('orders', sent);
    for (const seen of [one, other])
      await vi.waitFor(() => expect(seen.filter(({ event }) => Number(event.position) >= 1_000)).toEqual(sent), 5_000);
  });

  it('keep an event once although it is appended again', async () => {
    const seen = follow('repeated');
    const next = await joined('repeated', seen);
    seen.splice(0);
    await transport.streams!.append('repeated', chain(next, next + 2));
    await transport.streams!.append('repeated', chain(next, next + 4));
    await vi.waitFor(() => expect(seen).toEqual(chain(next, next + 4)), 5_000);
  });

  it('are found and read by a client that knows nothing of us', async () => {
    await transport.streams!.append('shop', [message(7, 5, 3, 'hello')]);
    const stranger = await connect({ servers: server.url });
    try {
      const manager = await jetstreamManager(stranger);
      expect((await manager.streams.info('multilith_events_shop')).config).toMatchObject({
        subjects: ['multilith.events.shop.*'],
        retention: 'limits',
      });
      await manager.consumers.add('multilith_events_shop', {
        durable_name: 'mine',
        filter_subject: 'multilith.events.shop.3',
      });
      const consumer = await manager.jetstream().consumers.get('multilith_events_shop', 'mine');
      const found = (await consumer.next())!;
      expect(found.subject).toBe('multilith.events.shop.3');
      expect(found.headers?.get('Nats-Msg-Id')).toBe(message(7, 5).event.id);
      expect(found.headers?.get('prev')).toBe('5');
      expect(found.json()).toEqual(message(7, 5, 3, 'hello').event);
    } finally {
      await stranger.close();
    }
  });

  it('keep settings that somebody has changed', async () => {
    await transport.streams!.append('changed', chain(1, 1));
    const manager = await jetstreamManager(transport.link.connection);
    await manager.streams.update('multilith_events_changed', { max_bytes: 5_000_000 });
    const later = await connectNats({ url: server.url });
    await later.streams!.append('changed', chain(2, 2));
    expect((await manager.streams.info('multilith_events_changed')).config.max_bytes).toBe(5_000_000);
    await later.close();
  });

  it('come back when somebody has deleted one', async () => {
    const seen = follow('deleted');
    const next = await joined('deleted', seen);
    const manager = await jetstreamManager(transport.link.connection);
    await manager.streams.delete('multilith_events_deleted');
    await expect(transport.streams!.append('deleted', chain(next, next))).rejects.toThrow();
    seen.splice(0);
    await joined('deleted', seen, next);
  });

  it('leave out what is larger than the server takes, and keep the rest', async () => {
    const seen = follow('large');
    const next = await joined('large', seen);
    seen.splice(0);
    await transport.streams!.append('large', [
      message(next, next - 1, 3, 'x'.repeat(2_000_000)),
      message(next + 1, next, 3),
    ]);
    await vi.waitFor(() => expect(seen).toEqual([message(next + 1, next)]), 5_000);
  });

  it('go on after the server was killed, and after its store was wiped', { timeout: 60_000 }, async () => {
    const seen = follow('killed');
    let next = await joined('killed', seen);
    await server.kill();
    await expect(transport.streams!.append('killed', chain(next, next))).rejects.toThrow();
    await server.restart();
    seen.splice(0);
    const append = async (): Promise<void> => {
      await transport.streams!.append('killed', chain(next, next));
      next++;
      expect(seen.length).toBeGreaterThan(0);
    };
    await vi.waitFor(append, { timeout: 20_000, interval: 100 });
    await server.kill();
    rmSync(server.storeDir, { recursive: true, force: true });
    await server.restart();
    seen.splice(0);
    await vi.waitFor(append, { timeout: 20_000, interval: 100 });
  });
});

describe('a server without JetStream', () => {
  it('has no streams: hosts read events from each other', async () => {
    const server = await startNatsServer();
    const transport = await connectNats({ url: server.url });
    expect(transport.streams).toBeUndefined();
    await transport.close();
    await server.stop();
  });
});
