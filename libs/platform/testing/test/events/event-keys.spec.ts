import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { Do, on, Rang, TillModule } from './till-context.js';

describeTopologies('the key of an event', (topology) => {
  const context = testContext({ topology, module: TillModule });
  const publish = async (...bells: string[]): Promise<string | undefined> => {
    let code: string | undefined;
    on.do = async ({ data, events }) => {
      await data.query(`INSERT INTO entry (text) VALUES ('with the event')`);
      try {
        for (const bell of bells) events.publish(new Rang({ bell, n: 1 }));
      } catch (error) {
        code = (error as { code: string }).code;
        throw error;
      }
    };
    await context.execute(new Do({ what: 'publish' })).catch(() => undefined);
    return code;
  };

  it.each([
    ['longer than its indexes take', 'x'.repeat(1_025), 'EVENT_KEY_TOO_LONG'],
    ['longer than that in bytes, not in characters', 'ü'.repeat(513), 'EVENT_KEY_TOO_LONG'],
    ['megabytes', 'x'.repeat(400_000), 'EVENT_KEY_TOO_LONG'],
    ['empty', '', 'EVENT_KEY_INVALID'],
  ])('is refused when it is published, and its handler is rolled back: %s', async (_what, bell, code) => {
    expect(await publish('fine', bell)).toBe(code);
    expect(await context.dataSource.query('SELECT 1 FROM entry')).toEqual([]);
    expect(await context.published(Rang)).toEqual([]);
  });

  it('may be any text up to the documented length', async () => {
    const longest = ['x'.repeat(1_024), 'ü'.repeat(512), '😀'.repeat(256), ' ', "'; DROP TABLE journal; --"];
    expect(await publish(...longest)).toBeUndefined();
    await context.settled();
    expect((await context.published(Rang)).map(({ bell }) => bell)).toEqual(longest);
  });
});
