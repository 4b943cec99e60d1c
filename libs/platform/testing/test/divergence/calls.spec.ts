import { runAtEdge } from '@multilith/runtime/host';
import { describe, expect, it } from 'vitest';
import { Look, Put, steps, Work } from './contexts.js';
import { everyPlacement } from './placements.js';

const { local, nats, grpc, apart } = everyPlacement();

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
    nats.network.takeCalls();
    grpc.network.takeCalls();
    expect(await local.execute(new Work({}))).toHaveLength(5);
    expect([nats.network.takeCalls(), grpc.network.takeCalls()]).toEqual([0, 0]);
  });

  it.each(apart)('%s: sequential calls are as many round trips, concurrent calls one', async (_, pair) => {
    oneAfterTheOther();
    pair.network.takeCalls();
    await pair.execute(new Work({}));
    expect(pair.network.takeCalls()).toBe(5);

    steps.work = async ({ queries }) => {
      const calls = Array.from({ length: 5 }, () => queries.execute(new Look({})));
      return (await Promise.all(calls)).map(({ items }) => items);
    };
    await pair.execute(new Work({}));
    expect(pair.network.takeCalls()).toBe(1);
  });
});

describe('Timeouts', () => {
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> => runAtEdge({ deadline: Date.now() + ms }, call);

  it('local: a call takes as long as its handler', async () => {
    nats.network.hold();
    try {
      expect(await within(10_000, () => local.execute(new Look({})))).toMatchObject({ items: 0 });
    } finally {
      nats.network.release();
    }
  });

  it.each(apart)(
    '%s: the round trip counts too, and can time out a call whose handler takes no time',
    async (_, pair) => {
      pair.network.hold();
      try {
        await expect(within(1_000, () => pair.execute(new Look({})))).rejects.toMatchObject({
          code: 'DEADLINE_EXCEEDED',
        });
      } finally {
        pair.network.release();
      }
      expect(await pair.execute(new Look({}))).toMatchObject({ items: 0 });
    },
  );
});

describe('Message size', () => {
  const MIB = 1024 ** 2;
  const ofSize = (bytes: number): Put => new Put({ label: 'x'.repeat(bytes) });

  it('local: a message may be as large as memory allows', async () => {
    const before = await local.items();
    expect((await local.execute(ofSize(5 * MIB))).label).toHaveLength(5 * MIB);
    expect(await local.items()).toBe(before + 1);
  });

  const refused = { code: 'MESSAGE_TOO_LARGE', mayHaveExecuted: false };

  it('nats: a message beyond the limit of the server, 1 MiB, is refused before it is sent, and nothing is executed', async () => {
    const before = await nats.items();
    await expect(nats.execute(ofSize(2 * MIB))).rejects.toMatchObject(refused);
    expect(await nats.items()).toBe(before);
  });

  it('grpc: a message beyond the limit of gRPC, 4 MiB, is refused before it is sent, and nothing is executed', async () => {
    const before = await grpc.items();
    expect((await grpc.execute(ofSize(2 * MIB))).label).toHaveLength(2 * MIB);
    await expect(grpc.execute(ofSize(5 * MIB))).rejects.toMatchObject(refused);
    expect(await grpc.items()).toBe(before + 1);
  });
});
