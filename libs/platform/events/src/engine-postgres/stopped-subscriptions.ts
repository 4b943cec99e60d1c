import type { StoppedSubscription } from '../engine/ports.js';
import type { Queryable } from './subscriber-database.js';

/**
 * Returns the subscriptions of a context that live hosts have stopped, because they can read none of the next hundred
 * events of a publisher.
 *
 * @param pool connections of the context's role
 * @param schema the context's schema, quoted. Default: the `search_path` of the connections
 */
export async function stoppedSubscriptions(pool: Queryable, schema?: string): Promise<StoppedSubscription[]> {
  const table = (name: string): string => (schema === undefined ? name : `${schema}.${name}`);
  const { rows } = await pool.query(
    `SELECT s.name AS subscription, s.publisher, s.stopped_problem AS problem, s.stopped_since AS since
FROM ${table('subscription')} s JOIN ${table('host_heartbeat')} h ON h.host = s.stopped_by AND h.expires_at > now()
ORDER BY s.name, s.publisher`,
  );
  return rows as unknown as StoppedSubscription[];
}
