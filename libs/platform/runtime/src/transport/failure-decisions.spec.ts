import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { use } from '../context/use.js';
import { asUsual, Brew, cook, hall, OfferMenu, Serve, TwoHosts } from '../../test/transport/two-hosts.js';

describe('what a use decides', () => {
  const hosts = new TwoHosts();
  const { network } = hosts;
  beforeAll(() => hosts.start());
  afterAll(() => hosts.stop());
  beforeEach(async () => {
    asUsual();
    network.interfere = () => undefined;
    // Fills the budget of repeats, so that tests do not depend on each other.
    for (let i = 0; i < 100; i++) await hosts.execute(new OfferMenu({}));
    network.sent.length = 0;
    cook.calls.length = 0;
  });
  /** The first calls meet something, the others do not. */
  const first = (times: number, fault: 'unreachable' | 'reply lost'): void => {
    let left = times;
    network.interfere = () => (left-- > 0 ? fault : undefined);
  };

  it('retries a query that reached no host, as often as it says', async () => {
    first(2, 'unreachable');
    await expect(hosts.execute(new OfferMenu({}))).resolves.toEqual(['green']);
    expect(network.count('kitchen.Menu')).toBe(3);

    first(3, 'unreachable');
    await expect(hosts.execute(new OfferMenu({}))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(network.count('kitchen.Menu')).toBe(6);
  });

  it('repeats a command only with a key: the callee can tell it from another one', async () => {
    first(1, 'reply lost');
    const { tea } = await hosts.execute(new Serve({ tea: 'black' }, { idempotencyKey: 'serve-1' }));
    expect(tea).toBe('black');
    const [sent, again] = network.sent.map(({ request }) => request);
    expect(again).toMatchObject({ message: 'kitchen.Brew', key: sent!.key });
    expect(sent!.key).toBeDefined();

    network.sent.length = 0;
    first(1, 'reply lost');
    expect((await hosts.execute(new Serve({ tea: 'black' }))).tea).toBe("yesterday's black");
    expect(network.count('kitchen.Brew')).toBe(1);
  });

  it('repeats nothing that the callee has answered, whatever the answer', async () => {
    cook.menu = () => Promise.reject(new Error('burnt'));
    await expect(hosts.execute(new OfferMenu({}))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(network.count('kitchen.Menu')).toBe(1);
  });

  it('gives the fallback when no host answers, or when the call takes too long, and says what may have happened otherwise', async () => {
    network.interfere = () => 'unreachable';
    expect((await hosts.execute(new Serve({ tea: 'black' }))).tea).toBe("yesterday's black");
    network.interfere = () => undefined;
    cook.brew = () => new Promise(() => {});
    const before = Date.now();
    expect((await hosts.execute(new Serve({ tea: 'black' }))).tea).toBe("yesterday's black");
    expect(Date.now() - before).toBeGreaterThanOrEqual(499);

    network.interfere = () => 'reply lost';
    cook.brew = async (tea) => ({ tea, poured: new Date(), drops: 0n });
    await expect(hosts.execute(new Brew({ tea: 'green' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveExecuted: true,
    });
    network.interfere = () => 'unreachable';
    await expect(hosts.execute(new Brew({ tea: 'green' }))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveExecuted: false,
    });
  });

  it('keeps the load on the network under twice the calls when the callee is down, however often each may be repeated', async () => {
    network.interfere = () => 'unreachable';
    const offered = 100;
    // One after the other: on a busy machine, calls at once would spend their 500 ms before the first could be retried.
    for (let i = 0; i < offered; i++) await expect(hosts.execute(new OfferMenu({}))).rejects.toThrow('UNAVAILABLE');
    const sent = network.count('kitchen.Menu');
    expect(sent).toBeGreaterThan(offered);
    // A tenth of the calls, and the ten saved retries.
    expect(sent).toBeLessThanOrEqual(offered * 1.1 + 10);
    expect(sent).toBeLessThan(offered * 2);
  });

  it('is refused at declaration when its repeats make no sense', () => {
    for (const retry of [-1, 1.5, 6, Number.NaN])
      expect(() => use(hall, { retry, whenUnavailable: 'fail' })).toThrow('Use a whole number from 0 to 5');
  });
});
