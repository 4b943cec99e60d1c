import { describe, expect, it, vi } from 'vitest';
import { Look, Put, steps, Work } from './contexts.js';
import { bothPlacements } from './pair.js';

const pair = bothPlacements();
const putFromOffice = (): void => {
  steps.work = async ({ commands }) => [(await commands.execute(new Put({ label: 'a box' }))).label];
};

describe('Partial failure', () => {
  it('local: the callee is up whenever the caller is, so no fallback is ever used', async () => {
    steps.work = async ({ queries }) => [(await queries.execute(new Look({}))).items];
    const { contexts } = pair.local.host.describe();
    expect(contexts.map(({ name, placement }) => [name, placement])).toEqual([
      ['office', 'here'],
      ['store', 'here'],
    ]);
    expect(await pair.local.execute(new Work({}))).toEqual([await pair.local.items()]);
  });

  it('nats: a caller continues while its callee is down: it fails or falls back, as its `use` says', async () => {
    await pair.nats.stopStores();
    putFromOffice();
    await expect(pair.nats.execute(new Work({}))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(pair.nats.execute(new Put({ label: 'a box' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveExecuted: false,
    });
    steps.work = async ({ queries }) => [(await queries.execute(new Look({}))).items];
    expect(await pair.nats.execute(new Work({}))).toEqual([-1]);

    await pair.nats.startStore();
    expect(await pair.nats.execute(new Work({}))).toEqual([await pair.nats.items()]);
  });
});

describe('Unknown outcome', () => {
  it('local: a handler that has ended has answered, whatever happens to the network', async () => {
    const before = await pair.local.items();
    steps.beforePut = async () => pair.nats.link.cut();
    await pair.local.execute(new Put({ label: 'a box' }));
    expect(await pair.local.items()).toBe(before + 1);
  });

  it('nats: a call can fail for its caller and take effect, and the error says that it may have', async () => {
    const before = await pair.nats.items();
    await vi.waitFor(() => pair.nats.execute(new Look({})), { timeout: 10_000 });
    // The link stays broken, so that the caller cannot reconnect and send a cancellation.
    steps.beforePut = async () => {
      pair.nats.link.hold();
      pair.nats.link.cut();
    };
    await expect(pair.nats.execute(new Put({ label: 'a box' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveExecuted: true,
    });
    await vi.waitFor(async () => expect(await pair.nats.items()).toBe(before + 1), { timeout: 10_000 });
    pair.nats.link.release();
    await vi.waitFor(() => pair.nats.execute(new Look({})), { timeout: 10_000 });
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
    await pair.local.execute(new Work({}));
    expect(looks.count).toBe(1);
  });

  it('nats: a query is retried if its reply was lost, a command only with a key, and then takes effect once', async () => {
    const looks = countLooks();
    pair.nats.repliesToLose = 1;
    expect(await pair.nats.execute(new Work({}))).toEqual([await pair.nats.items()]);
    expect(looks.count).toBe(2);

    const before = await pair.nats.items();
    putFromOffice();
    pair.nats.repliesToLose = 1;
    expect(await pair.nats.execute(new Work({}, { idempotencyKey: 'work-1' }))).toEqual(['a box']);
    expect(await pair.nats.items()).toBe(before + 1);

    pair.nats.repliesToLose = 1;
    await expect(pair.nats.execute(new Work({}))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await pair.nats.items()).toBe(before + 2);
  });
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
    await crowd(() => pair.local.execute(new Look({})), { running: 6, refused: [] });
  });

  it('nats: a host refuses calls beyond its limit at once, and nothing is executed', async () => {
    await pair.nats.onlyStore({ limits: { running: 2 } });
    const refused = Array<string>(4).fill('UNAVAILABLE false');
    await crowd(() => pair.nats.execute(new Look({})), { running: 2, refused });
    await pair.nats.onlyStore();
  });
});
