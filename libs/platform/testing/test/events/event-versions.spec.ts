import { testContext, type TopologyName } from '@multilith/testing';
import { describe, expect, it, vi } from 'vitest';
import { Do, on, Rang, TillModule } from './till-context.js';

/** A copy as another release of the publisher would write it: the same fields with another meaning. */
const COPY_WITH_VERSION = `INSERT INTO journal (event_id, occurred_at, version, lane, name, key, payload, headers)
  SELECT gen_random_uuid(), now(), $1, lane, name, key, $2, headers FROM journal WHERE key = $3 LIMIT 1`;

describe.each<TopologyName>(['local', 'wire', 'nats'])('an event that its subscriber cannot read (%s)', (topology) => {
  const context = testContext({ topology, module: TillModule });
  const heard: number[] = [];
  const ring = async (bell: string, n: number): Promise<void> => {
    on.rang = (rang) => void heard.push(rang.n);
    on.do = ({ events }) => events.publish(new Rang({ bell, n }));
    await context.execute(new Do({ what: 'ring' }));
  };
  const parked = (key: string): Promise<object[]> =>
    context.dataSource.query('SELECT attempts, last_error FROM parked_event WHERE key = $1 ORDER BY position', [key]);

  it.each([
    ['a newer version', 2, '{"bell":"newer","n":100}', 'as version 2 of till.Rang; till.listen reads version 1'],
    ['an older version', 0, '{"bell":"older","n":100}', 'as version 0 of till.Rang; till.listen reads version 1'],
    ['content of no version', 1, '{"bell":"broken","m":100}', 'does not fit version 1 of till.Rang'],
  ])(
    'is parked at once with a reason, and is not handled: %s',
    { timeout: 60_000 },
    async (what, version, payload, reason) => {
      await ring(what, 1);
      await vi.waitFor(() => expect(heard).toContain(1), { timeout: 30_000 });
      heard.length = 0;
      await context.dataSource.query(COPY_WITH_VERSION, [version, payload, what]);
      await ring('another', 5);
      await vi.waitFor(async () => expect(await parked(what)).toHaveLength(1), { timeout: 30_000 });
      await vi.waitFor(() => expect(heard).toContain(5), { timeout: 30_000 });
      // Events of a failed batch are handled again with the others, but never this one.
      expect(heard).not.toContain(100);
      expect(await parked(what)).toMatchObject([{ attempts: 1 }]);
      expect(JSON.stringify(await parked(what))).toContain(reason);
      expect(JSON.stringify(await parked(what))).toContain('CONTRACT_MISMATCH');
    },
  );
});
