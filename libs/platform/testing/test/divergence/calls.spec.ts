import { runAtEdge } from '@multilith/runtime/host';
import { describe, expect, it } from 'vitest';
import { Look, Put, steps, Work } from './contexts.js';
import { bothPlacements } from './pair.js';

const pair = bothPlacements();

describe('Latency', () => {
  const oneAfterTheOther = (): void => {
    steps.work = async ({ queries }) => {
      const seen: number[] = [];
      for (let i = 0; i < 5; i++) seen.push((await queries.execute(new Look({}))).items);
      return seen;
    };
  };

  it('local: a call sends nothing anywhere', async () => {
    oneAfterTheOther();
    pair.nats.proxy.takeCallsTo('store');
    expect(await pair.local.execute(new Work({}))).toHaveLength(5);
    expect(pair.nats.proxy.takeCallsTo('store')).toBe(0);
  });

  it('nats: sequential calls are as many round trips, concurrent calls one', async () => {
    oneAfterTheOther();
    pair.nats.proxy.takeCallsTo('store');
    await pair.nats.execute(new Work({}));
    expect(pair.nats.proxy.takeCallsTo('store')).toBe(5);

    steps.work = async ({ queries }) => {
      const calls = Array.from({ length: 5 }, () => queries.execute(new Look({})));
      return (await Promise.all(calls)).map(({ items }) => items);
    };
    await pair.nats.execute(new Work({}));
    expect(pair.nats.proxy.takeCallsTo('store')).toBe(1);
  });
});

describe('Timeouts', () => {
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> => runAtEdge({ deadline: Date.now() + ms }, call);

  it('local: a call takes as long as its handler', async () => {
    pair.nats.proxy.hold();
    try {
      expect(await within(10_000, () => pair.local.execute(new Look({})))).toMatchObject({ items: 0 });
    } finally {
      pair.nats.proxy.release();
    }
  });

  it('nats: the round trip counts too, and can time out a call whose handler takes no time', async () => {
    pair.nats.proxy.hold();
    try {
      await expect(within(1_000, () => pair.nats.execute(new Look({})))).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
      });
    } finally {
      pair.nats.proxy.release();
    }
    expect(await pair.nats.execute(new Look({}))).toMatchObject({ items: 0 });
  });
});

describe('Message size', () => {
  const large = new Put({ label: 'x'.repeat(2 * 1024 ** 2) });

  it('local: a message may be as large as memory allows', async () => {
    const before = await pair.local.items();
    expect((await pair.local.execute(large)).label).toHaveLength(2 * 1024 ** 2);
    expect(await pair.local.items()).toBe(before + 1);
  });

  it('nats: a message beyond the limit of the server is refused before it is sent, and nothing is executed', async () => {
    const before = await pair.nats.items();
    await expect(pair.nats.execute(large)).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE', mayHaveExecuted: false });
    expect(await pair.nats.items()).toBe(before);
  });
});
