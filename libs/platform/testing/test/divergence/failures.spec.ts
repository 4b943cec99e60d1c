import { runAtEdge } from '@multilith/runtime/host';
import { describe, expect, it, vi } from 'vitest';
import { Look, Ordered, Put, steps, Work } from './contexts.js';
import { everyPlacement, type Apart, type StoreProcess } from './placements.js';

const { local, nats, grpc, apart } = everyPlacement();

/** What a call failed with. */
interface Failed {
  readonly code: string;
  readonly mayHaveExecuted: boolean;
}
const putFromOffice = (): void => {
  steps.work = async ({ commands }) => [(await commands.execute(new Put({ label: 'a box' }))).label];
};

describe('Partial failure', () => {
  it('local: the callee is up whenever the caller is, so no fallback is ever used', async () => {
    steps.work = async ({ queries }) => [(await queries.execute(new Look({}))).items];
    const { contexts } = local.host.describe();
    expect(contexts.map(({ name, placement }) => [name, placement])).toEqual([
      ['office', 'here'],
      ['store', 'here'],
    ]);
    expect(await local.execute(new Work({}))).toEqual([await local.items()]);
  });

  it.each(apart)(
    '%s: a caller continues while its callee is down: it fails or falls back, as its `use` says',
    async (_, pair) => {
      await pair.stopStores();
      putFromOffice();
      await expect(pair.execute(new Work({}))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(pair.execute(new Put({ label: 'a box' }))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        mayHaveExecuted: false,
      });
      steps.work = async ({ queries }) => [(await queries.execute(new Look({}))).items];
      expect(await pair.execute(new Work({}))).toEqual([-1]);

      await pair.startStore();
      expect(await pair.execute(new Work({}))).toEqual([await pair.items()]);
    },
  );
});

describe('Unknown outcome', () => {
  it('local: a handler that has ended has answered, whatever happens to the network', async () => {
    const before = await local.items();
    steps.beforePut = async () => {
      nats.network.cut();
      grpc.network.cut();
    };
    await local.execute(new Put({ label: 'a box' }));
    expect(await local.items()).toBe(before + 1);
  });

  const mayHave = { code: 'UNAVAILABLE', mayHaveExecuted: true };
  const look = (pair: Apart): Promise<unknown> =>
    vi.waitFor(() => pair.execute(new Look({})), { timeout: 30_000, interval: 200 });

  it('nats: a call can fail for its caller and take effect, and the error says that it may have', async () => {
    const before = await nats.items();
    await look(nats);
    // The network stays broken, so that the caller cannot reconnect and send a cancellation.
    steps.beforePut = async () => {
      nats.network.hold();
      nats.network.cut();
    };
    try {
      await expect(nats.execute(new Put({ label: 'a box' }))).rejects.toMatchObject(mayHave);
      await vi.waitFor(async () => expect(await nats.items()).toBe(before + 1), { timeout: 30_000 });
    } finally {
      nats.network.release();
    }
    await look(nats);
  });

  it('grpc: the error says that the call may have taken effect; what is not committed yet is rolled back', async () => {
    const before = await grpc.items();
    await look(grpc);
    let goOn = (): void => {};
    const callerIsBack = new Promise<void>((resolve) => (goOn = resolve));
    steps.beforePut = async () => {
      steps.beforePut = async () => {};
      grpc.network.cut();
      await callerIsBack;
    };
    await expect(grpc.execute(new Put({ label: 'a box' }))).rejects.toMatchObject(mayHave);
    await look(grpc);
    goOn();
    await grpc.execute(new Put({ label: 'another box' }));
    expect(await grpc.items()).toBe(before + 1);
  });
});

describe('Repeated calls', () => {
  const countLooks = (): { count: number } => {
    const looks = { count: 0 };
    steps.onLook = async () => void looks.count++;
    steps.work = async ({ queries }) => [(await queries.execute(new Look({}))).items];
    return looks;
  };

  it('local: a handler runs once for each call', async () => {
    const looks = countLooks();
    await local.execute(new Work({}));
    expect(looks.count).toBe(1);
  });

  it.each(apart)(
    '%s: a query is retried if its reply was lost, a command only with a key, and then takes effect once',
    async (_, pair) => {
      const looks = countLooks();
      pair.repliesToLose = 1;
      expect(await pair.execute(new Work({}))).toEqual([await pair.items()]);
      expect(looks.count).toBe(2);

      const before = await pair.items();
      putFromOffice();
      pair.repliesToLose = 1;
      expect(await pair.execute(new Work({}, { idempotencyKey: 'work-1' }))).toEqual(['a box']);
      expect(await pair.items()).toBe(before + 1);

      pair.repliesToLose = 1;
      await expect(pair.execute(new Work({}))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(await pair.items()).toBe(before + 2);
    },
  );
});

describe('Overload', () => {
  /** Makes six calls that run until the expected numbers of running and refused calls are reached. */
  const crowd = async (look: () => Promise<unknown>, expected: { running: number; refused: string[] }) => {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const found = { running: 0, refused: [] as string[] };
    steps.onLook = () => (found.running++, opened);
    const calls = Array.from({ length: 6 }, () =>
      look().catch(({ code, mayHaveExecuted }: { code: string; mayHaveExecuted: boolean }) => {
        found.refused.push(`${code} ${mayHaveExecuted}`);
      }),
    );
    await vi.waitFor(() => expect(found).toEqual(expected), { timeout: 10_000 });
    open();
    await Promise.all(calls);
    expect(found).toEqual(expected);
  };

  it('local: a context accepts all calls of its callers', async () => {
    await crowd(() => local.execute(new Look({})), { running: 6, refused: [] });
  });

  it.each(apart)('%s: a host refuses calls beyond its limit at once, and nothing is executed', async (_, pair) => {
    await pair.onlyStore({ limits: { running: 2 } });
    const refused = Array<string>(4).fill('UNAVAILABLE false');
    await crowd(() => pair.execute(new Look({})), { running: 2, refused });
    await pair.onlyStore();
  });
});

describe('Dead hosts', () => {
  /** Each of these starts two processes. */
  const PATIENCE_MS = 300_000;
  /** Starts a call that the store never answers, and returns what it ends with and how long that took. */
  const hanging = async (pair: Apart): Promise<{ store: StoreProcess; failed: Promise<Failed> }> => {
    await pair.stopStores();
    const store = await pair.startProcess({ hangs: true });
    const call = runAtEdge({ deadline: Date.now() + 60_000 }, () => pair.execute(new Look({})));
    const failed = call.then(
      () => Promise.reject(new Error('the store has answered')),
      (error: Failed) => error,
    );
    await store.called;
    return { store, failed };
  };
  /** Returns how long a call takes to fail after its callee is struck, in milliseconds. */
  const failsAfter = async (pair: Apart, strike: (store: StoreProcess) => unknown): Promise<number> => {
    const { store, failed } = await hanging(pair);
    try {
      const since = performance.now();
      void strike(store);
      expect(await failed).toMatchObject({ code: 'UNAVAILABLE' });
      return performance.now() - since;
    } finally {
      await store.kill();
      await pair.startStore();
    }
  };

  it('local: caller and callee die together, so no caller waits for a dead one', () => {
    expect(local.host.describe().contexts.every(({ placement }) => placement === 'here')).toBe(true);
  });

  it(
    'nats: the server does not report lost hosts: calls fail after seconds without a sign of life',
    async () => {
      expect(await failsAfter(nats, (store) => store.kill())).toBeGreaterThan(2_000);
      expect(await failsAfter(nats, (store) => store.freeze())).toBeGreaterThan(2_000);
    },
    PATIENCE_MS,
  );

  it(
    'grpc: the connection of a dead process ends at once, that of a frozen one after five seconds',
    async () => {
      expect(await failsAfter(grpc, (store) => store.kill())).toBeLessThan(2_000);
      expect(await failsAfter(grpc, (store) => store.freeze())).toBeGreaterThan(2_000);
    },
    PATIENCE_MS,
  );
});

describe('Slow followers', () => {
  const EVENTS = 300;
  const publishMany = async (execute: (work: Work) => Promise<unknown>): Promise<void> => {
    steps.work = async ({ events }) => {
      for (let n = 0; n < EVENTS; n++) void events.publish(new Ordered({ label: `${n} ${'x'.repeat(10_000)}` }));
      return [];
    };
    await execute(new Work({}));
  };
  const expectAll = (items: () => Promise<number>, before: number): Promise<void> =>
    vi.waitFor(async () => expect(await items()).toBe(before + EVENTS), { timeout: 60_000 });

  it('local: a publisher does not wait for the handlers of its events', async () => {
    const before = await local.items();
    await publishMany((work) => local.execute(work));
    await expectAll(local.items, before);
  });

  it.each(apart)(
    '%s: what a follower cannot take in time is read from the journal, once and in order',
    async (_, pair) => {
      const before = await pair.items();
      pair.network.hold();
      await publishMany((work) => pair.execute(work)).finally(() => pair.network.release());
      await expectAll(pair.items, before);
    },
  );
});
