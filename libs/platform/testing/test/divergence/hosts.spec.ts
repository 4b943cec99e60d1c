import { temporaryPrincipalKeys, runAtEdge } from '@multilith/runtime/host';
import { describe, expect, it, vi } from 'vitest';
import { Look, LookInside, NewStoreModule, Ordered, steps, Work } from './contexts.js';
import { everyPlacement } from './placements.js';

const { local, apart } = everyPlacement();

describe('Version skew', () => {
  it('local: the handler gets the message that was sent, of the same contract', async () => {
    const sent = new Look({});
    let received: unknown;
    steps.onLook = async (look) => void (received = look);
    await local.execute(sent);
    expect(received).toBe(sent);
  });

  it.each(apart)(
    '%s: hosts may have different releases of a contract, and messages that do not fit are refused',
    async (_, pair) => {
      await pair.onlyStore({ module: NewStoreModule });
      await expect(pair.execute(new Look({}))).rejects.toMatchObject({
        code: 'CONTRACT_MISMATCH',
        mayHaveExecuted: false,
      });
      await pair.onlyStore();
      expect(await pair.execute(new Look({}))).toMatchObject({ items: 0 });
    },
  );
});

describe('Memory', () => {
  it('local: a context has one memory', async () => {
    const first = await local.execute(new Look({}));
    const second = await local.execute(new Look({}));
    expect(second).toMatchObject({ by: first.by, looks: first.looks + 1 });
  });

  it.each(apart)(
    '%s: every instance has its own memory, any instance may answer, and the memory is lost with its host',
    async (_, pair) => {
      await pair.startStore();
      const instances = new Set<string>();
      const askUntilBothHaveAnswered = async (): Promise<void> => {
        instances.add((await pair.execute(new Look({}))).by);
        expect(instances.size).toBe(2);
      };
      await vi.waitFor(askUntilBothHaveAnswered, { timeout: 10_000, interval: 5 });
      await pair.onlyStore();
      const { by, looks } = await pair.execute(new Look({}));
      expect(looks).toBe(1);
      expect(instances).not.toContain(by);
    },
  );
});

describe('Trust', () => {
  const ann = { subject: 'ann', roles: [] };

  it('local: the principal of a call needs no proof', async () => {
    expect(await runAtEdge({ principal: ann }, () => local.execute(new LookInside({})))).toBe('ann');
  });

  it.each(apart)('%s: a host believes only principals whose signature it can check', async (_, pair) => {
    const asAnn = (): Promise<string> => runAtEdge({ principal: ann }, () => pair.execute(new LookInside({})));
    expect(await asAnn()).toBe('ann');
    await pair.onlyStore({ principalKeys: temporaryPrincipalKeys() });
    await expect(asAnn()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', mayHaveExecuted: false });
    await pair.onlyStore();
  });
});

describe('Events wait', () => {
  const order = (label: string): void => {
    steps.work = async ({ events }) => {
      void events.publish(new Ordered({ label }));
      return [];
    };
  };

  it('local: publisher and subscriber run and stop together', async () => {
    order('by hand');
    await local.execute(new Work({}));
    await vi.waitFor(async () => expect(await local.items()).toBe(1), { timeout: 10_000 });
  });

  it.each(apart)(
    '%s: a publisher continues while its subscriber is down; the effects follow once it is up, each once',
    async (_, pair) => {
      const before = await pair.items();
      await pair.stopStores();
      for (const label of ['one', 'two', 'three']) {
        order(label);
        await pair.execute(new Work({}));
      }
      expect(await pair.items()).toBe(before);
      await pair.startStore();
      await vi.waitFor(async () => expect(await pair.items()).toBeGreaterThanOrEqual(before + 3), {
        timeout: 10_000,
      });
      order('last');
      await pair.execute(new Work({}));
      await vi.waitFor(async () => expect(await pair.items()).toBe(before + 4), { timeout: 10_000 });
    },
  );
});

describe('Clocks', () => {
  const HOUR = 3_600_000;
  const askBy = <T>(deadline: number, call: () => Promise<T>): Promise<T> => runAtEdge({ deadline }, call);

  it('local: all contexts read one clock', async () => {
    const before = Date.now();
    const { at } = await local.execute(new Look({}));
    expect(at.getTime()).toBeGreaterThanOrEqual(before);
    expect(at.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it.each(apart)('%s: timestamps of another host may be in the future; deadlines still hold', async (_, pair) => {
    await pair.stopStores();
    const store = await pair.startProcess({ ahead: HOUR });
    const { at } = await askBy(Date.now() + 10_000, () => pair.execute(new Look({})));
    expect(at.getTime()).toBeGreaterThan(Date.now() + HOUR / 2);
    await store.kill();
  });
});
