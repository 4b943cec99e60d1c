import { DiscardPolicy, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StopFollowing, StreamMessage } from '@multilith/runtime/transport';
import { chain, message } from '../../test/stream-messages.js';
import { connectNats } from '../connect-nats.js';
import type { NatsTransport } from '../nats-transport.js';
import { startNatsServer, type NatsServer } from '../testing/index.js';
import { provisionStreams } from './provision-streams.js';

/** Log lines that contain a text. */
function logged(part: string): string[] {
  return (['log', 'warn', 'error'] as const)
    .flatMap((level) => vi.mocked(Logger.prototype[level]).mock.calls)
    .map(([text]) => String(text))
    .filter((text) => text.includes(part));
}
beforeEach(() => {
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('events over NATS with streams', () => {
  let server: NatsServer;
  let transport: NatsTransport;
  let manager: JetStreamManager;
  const stops: StopFollowing[] = [];
  const open: NatsTransport[] = [];
  const provide = (...publishers: string[]): Promise<unknown> =>
    provisionStreams({ nats: { url: server.url }, publishers, settings: { maxBytes: 4 * 1024 ** 2 } });
  const another = async (): Promise<NatsTransport> => {
    const made = await connectNats({ url: server.url });
    open.push(made);
    return made;
  };
  beforeAll(async () => {
    server = await startNatsServer({ jetStream: true });
    transport = await connectNats({ url: server.url });
    manager = await jetstreamManager(transport.streams!.link.connection);
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  afterAll(async () => {
    await transport.close();
    await server.stop();
  });

  const append = (publisher: string, messages: StreamMessage[]): Promise<void> =>
    transport.streams!.append(publisher, messages);
  const follow = async (publisher: string, by = transport): Promise<StreamMessage[]> => {
    const seen: StreamMessage[] = [];
    stops.push(by.streams!.follow(publisher, (one) => void seen.push(one)));
    await by.streams!.link.connection.flush();
    return seen;
  };
  const storedIn = async (stream: string): Promise<number> =>
    (await manager.streams.info(`multilith_events_${stream}`)).state.messages;

  it('deliver appended events to every follower, in order, and keep them', async () => {
    await provide('orders');
    const followers = [await follow('orders'), await follow('orders'), await follow('orders', await another())];
    await append('orders', chain(1, 500));
    expect(await storedIn('orders')).toBe(500);
    for (const seen of followers) await vi.waitFor(() => expect(seen).toEqual(chain(1, 500)), 5_000);
  });

  it('deliver nothing of other publishers, and nothing after a follower has stopped', async () => {
    const [mine, other] = [await follow('mine'), await follow('other')];
    await append('mine', chain(1, 3));
    await vi.waitFor(() => expect(mine).toHaveLength(3));
    await stops.shift()!();
    await append('mine', chain(4, 4));
    await append('other', chain(9, 9));
    await vi.waitFor(() => expect(other).toEqual(chain(9, 9)));
    expect(mine).toHaveLength(3);
  });

  it('store an event once although it is appended again', async () => {
    await provide('repeated');
    await append('repeated', chain(1, 3));
    await append('repeated', chain(1, 5));
    expect(await storedIn('repeated')).toBe(5);
  });

  it('are found and read by a plain NATS client', async () => {
    await provide('tea');
    await append('tea', [message(7, 5, 3, 'hello')]);
    const stranger = await connect({ servers: server.url });
    try {
      const other = await jetstreamManager(stranger);
      expect((await other.streams.info('multilith_events_tea')).config).toMatchObject({
        subjects: ['multilith.events.tea.*'],
        retention: 'limits',
      });
      await other.consumers.add('multilith_events_tea', {
        durable_name: 'mine',
        filter_subject: 'multilith.events.tea.3',
      });
      const consumer = await other.jetstream().consumers.get('multilith_events_tea', 'mine');
      const found = (await consumer.next())!;
      expect(found.subject).toBe('multilith.events.tea.3');
      expect(found.headers?.get('Nats-Msg-Id')).toBe(message(7, 5).event.id);
      expect(found.headers?.get('prev')).toBe('5');
      expect(found.json()).toEqual(message(7, 5, 3, 'hello').event);
    } finally {
      await stranger.close();
    }
  });

  it('arrive without a stream; the log says so once, with the remedy', async () => {
    const seen = await follow('unkept');
    await append('unkept', chain(1, 2));
    await append('unkept', chain(3, 4));
    await vi.waitFor(() => expect(seen).toEqual(chain(1, 4)));
    const lines = logged('NATS_STREAM_MISSING');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('No stream keeps the events of unkept');
    expect(lines[0]).toContain('multilith provision');
  });

  it('are stored as soon as a stream exists', { timeout: 60_000 }, async () => {
    await append('later', chain(1, 1));
    await provide('later');
    let next = 2;
    await vi.waitFor(
      async () => {
        await append('later', chain(next, next));
        next++;
        expect(logged('multilith_events_later keeps the events of later')).toHaveLength(1);
      },
      { timeout: 30_000, interval: 200 },
    );
    const before = await storedIn('later');
    await append('later', chain(next, next + 9));
    expect(await storedIn('later')).toBe(before + 10);
  });

  it.each(['with', 'without'])(
    'arrive when their stream is deleted, %s followers',
    { timeout: 30_000 },
    async (how) => {
      const publisher = `deleted-${how}`;
      await provide(publisher);
      const seen = how === 'with' ? await follow(publisher) : undefined;
      await append(publisher, chain(1, 1));
      await manager.streams.delete(`multilith_events_${publisher}`);
      await expect(append(publisher, chain(2, 2))).rejects.toThrow('not stored');
      await append(publisher, chain(2, 3));
      if (seen) await vi.waitFor(() => expect(seen.at(-1)).toEqual(message(3, 2)));
      await provide(publisher);
      await transport.streams!.prepare(publisher);
      await append(publisher, chain(4, 4));
      expect(await storedIn(publisher)).toBe(1);
    },
  );

  it('continue if a stream refuses them; the log says so', async () => {
    await provide('full');
    await manager.streams.update('multilith_events_full', { discard: DiscardPolicy.New, max_msgs: 2 });
    const seen = await follow('full');
    await append('full', chain(1, 5));
    await append('full', chain(6, 9));
    await vi.waitFor(() => expect(seen).toEqual(chain(1, 9)));
    expect(await storedIn('full')).toBe(2);
    expect(logged('NATS_STREAM_REFUSED')).toEqual([expect.stringContaining('maximum messages exceeded')]);
  });

  it("leave out messages larger than the server's limit, and deliver the rest", async () => {
    const seen = await follow('large');
    await append('large', [message(1, 0, 3, 'x'.repeat(2_000_000)), message(2, 1, 3)]);
    await vi.waitFor(() => expect(seen).toEqual([message(2, 1)]), 5_000);
  });

  it('are sent in parts, so that many large ones do not overrun a follower', { timeout: 60_000 }, async () => {
    const seen = await follow('many');
    const text = 'x'.repeat(500_000);
    await append(
      'many',
      Array.from({ length: 200 }, (_, i) => message(i + 1, i, 3, text)),
    );
    await vi.waitFor(() => expect(seen).toHaveLength(200), 30_000);
    expect(logged('connection')).toEqual([]);
  });

  it('continue after the server was killed, and after its store was wiped', { timeout: 60_000 }, async () => {
    await provide('killed');
    const seen = await follow('killed');
    let next = 1;
    await append('killed', chain(next, next++));
    await server.kill();
    await expect(append('killed', chain(next, next))).rejects.toThrow();
    await server.restart();
    const arriving = async (): Promise<void> => {
      await append('killed', chain(next, next));
      next++;
      expect(seen.length).toBeGreaterThan(0);
    };
    seen.splice(0);
    await vi.waitFor(arriving, { timeout: 20_000, interval: 100 });
    expect(await storedIn('killed')).toBeGreaterThan(1);
    await server.kill();
    rmSync(server.storeDir, { recursive: true, force: true });
    await server.restart();
    seen.splice(0);
    await vi.waitFor(arriving, { timeout: 20_000, interval: 100 });
    expect(logged('No stream keeps the events of killed')).toHaveLength(1);
  });
});

describe('events over a server without JetStream', () => {
  it('arrive at every follower', async () => {
    const server = await startNatsServer();
    const transport = await connectNats({ url: server.url });
    const seen: StreamMessage[] = [];
    transport.streams!.follow('orders', (one) => void seen.push(one));
    await transport.streams!.append('orders', chain(1, 100));
    await vi.waitFor(() => expect(seen).toEqual(chain(1, 100)));
    expect(logged('NATS_STREAM_MISSING')[0]).toContain('jetstream is not enabled');
    await transport.close();
    await server.stop();
  });

  it("can be switched off: hosts read each other's journals instead", async () => {
    const server = await startNatsServer();
    const transport = await connectNats({ url: server.url, events: false });
    expect(transport.streams).toBeUndefined();
    await transport.close();
    await server.stop();
  });
});
