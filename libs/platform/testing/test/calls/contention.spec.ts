import { describeTopologies, testContext } from '@multilith/testing';
import { afterEach, expect, it } from 'vitest';
import { asUsual, Do, on, TillModule } from './till.js';

describeTopologies('commands that fight for rows', (topology) => {
  const context = testContext({ topology, module: TillModule });
  afterEach(asUsual);

  it('all succeed: the command that PostgreSQL aborts is retried, in a rehearsal too', async () => {
    await context.dataSource.query(`INSERT INTO entry (text) VALUES ('a'), ('b')`);
    // Both lock their first row before either requests its second one. Later attempts do not wait for each other.
    const first = new Map<string, () => void>();
    const both = new Promise<void>((resolve) => {
      const begun = new Set<string>();
      for (const what of ['ab', 'ba'])
        first.set(what, () => {
          if (begun.add(what).size === 2) resolve();
        });
    });
    let attempts = 0;
    on.do = async ({ data }, what) => {
      attempts++;
      for (const text of what) {
        await data.query('UPDATE entry SET times = times + 1 WHERE text = $1', [text]);
        first.get(what)!();
        await both;
      }
      return { text: what };
    };
    const ends = await Promise.allSettled(['ab', 'ba'].map((what) => context.execute(new Do({ what }))));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(attempts).toBeGreaterThan(topology === 'wire' ? 4 : 2);
    const rows = await context.dataSource.query('SELECT text, times FROM entry ORDER BY text');
    expect(rows).toEqual([
      { text: 'a', times: 2 },
      { text: 'b', times: 2 },
    ]);
  });
});
