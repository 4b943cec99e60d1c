import { temporaryPrincipalKeys, runAtEdge } from '@multilith/runtime/host';
import { describe, expect, it, vi } from 'vitest';
import { Look, LookInside, NewStoreModule, Ordered, steps, Work } from './contexts.js';
import { bothPlacements } from './pair.js';

const pair = bothPlacements();

describe('Version skew', () => {
  it('local: the handler gets the message that was sent, of the same contract', async () => {
    const sent = new Look({});
    let received: unknown;
    steps.onLook = async (look) => void (received = look);
    await pair.local.execute(sent);
    expect(received).toBe(sent);
  });

  it('nats: hosts may have different releases of a contract, and messages that do not fit are refused', async () => {
    await pair.nats.onlyStore({ module: NewStoreModule });
    await expect(pair.nats.execute(new Look({}))).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      mayHaveExecuted: false,
    });
    await pair.nats.onlyStore();
    expect(await pair.nats.execute(new Look({}))).toMatchObject({ items: 0 });
  });
});

describe('Memory', () => {
  it('local: a context has one memory', async () => {
    const first = await pair.local.execute(new Look({}));
    const second = await pair.local.execute(new Look({}));
    expect(second).toMatchObject({ by: first.by, looks: first.looks + 1 });
  });

  it('nats: every instance has its own memory, any instance may answer, and the memory is lost with its host', async () => {
    await pair.nats.startStore();
    const instances = new Set<string>();
    const askUntilBothHaveAnswered = async (): Promise<void> => {
      instances.add((await pair.nats.execute(new Look({}))).by);
      expect(instances.size).toBe(2);
    };
    await vi.waitFor(askUntilBothHaveAnswered, { timeout: 10_000, interval: 5 });
    await pair.nats.onlyStore();
    const { by, looks } = await pair.nats.execute(new Look({}));
    expect(looks).toBe(1);
    expect(instances).not.toContain(by);
  });
});

describe('Trust', () => {
  const ann = { subject: 'ann', roles: [] };

  it('local: the principal of a call needs no proof', async () => {
    expect(await runAtEdge({ principal: ann }, () => pair.local.execute(new LookInside({})))).toBe('ann');
  });

  it('nats: a host believes only principals whose signature it can check', async () => {
    const asAnn = (): Promise<string> => runAtEdge({ principal: ann }, () => pair.nats.execute(new LookInside({})));
    expect(await asAnn()).toBe('ann');
    await pair.nats.onlyStore({ principalKeys: temporaryPrincipalKeys() });
    await expect(asAnn()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', mayHaveExecuted: false });
    await pair.nats.onlyStore();
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
    await pair.local.execute(new Work({}));
    await vi.waitFor(async () => expect(await pair.local.items()).toBe(1), { timeout: 10_000 });
  });

  it('nats: a publisher continues while its subscriber is down; the effects follow once it is up, each once', async () => {
    const before = await pair.nats.items();
    await pair.nats.stopStores();
    for (const label of ['one', 'two', 'three']) {
      order(label);
      await pair.nats.execute(new Work({}));
    }
    expect(await pair.nats.items()).toBe(before);
    await pair.nats.startStore();
    await vi.waitFor(async () => expect(await pair.nats.items()).toBeGreaterThanOrEqual(before + 3), {
      timeout: 10_000,
    });
    order('last');
    await pair.nats.execute(new Work({}));
    await vi.waitFor(async () => expect(await pair.nats.items()).toBe(before + 4), { timeout: 10_000 });
  });
});

describe('Clocks', () => {
  const HOUR = 3_600_000;
  const askBy = <T>(deadline: number, call: () => Promise<T>): Promise<T> => runAtEdge({ deadline }, call);

  it('local: all contexts read one clock', async () => {
    const before = Date.now();
    const { at } = await pair.local.execute(new Look({}));
    expect(at.getTime()).toBeGreaterThanOrEqual(before);
    expect(at.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('nats: timestamps of another host may be in the future; deadlines still hold', async () => {
    await pair.nats.stopStores();
    const stop = await pair.nats.startStoreWithClock(HOUR);
    const { at } = await askBy(Date.now() + 10_000, () => pair.nats.execute(new Look({})));
    expect(at.getTime()).toBeGreaterThan(Date.now() + HOUR / 2);
    await stop();
  });
});
