import { groupBy } from '@multilith/data';
import type { LaneLease, LeaseView, SubscribedPublisher, TakenLease } from '../engine/ports.js';
import type { Queryable } from './subscriber-database.js';

const LEASE = 'c.subscription, c.publisher, c.lane, c.token, c.position, c.epoch, c.attempts, c.attempt_position';

interface LeaseRow {
  readonly subscription: string;
  readonly publisher: string;
  readonly lane: number;
  readonly token: string;
  readonly position: string;
  readonly epoch: string;
  readonly attempts: number;
  readonly attempt_position: string | null;
}

/** The leases of lanes. A lease is the `owner` of a cursor; it is valid while the heartbeat of that host is. */
export class PostgresLeases {
  readonly #pool: Queryable;
  /** The context's schema, quoted. */
  readonly #schema: string;

  constructor(pool: Queryable, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  async renew(host: string, wanted: readonly SubscribedPublisher[], ttl: number): Promise<LeaseView> {
    const names = [...new Set(wanted.map(({ subscription }) => subscription))];
    await this.#pool.query(
      `INSERT INTO ${this.#schema}.host_heartbeat (host, subscriptions, expires_at)
VALUES ($1, $2, now() + $3 * interval '1 millisecond')
ON CONFLICT (host) DO UPDATE SET subscriptions = excluded.subscriptions, expires_at = excluded.expires_at`,
      [host, names, ttl],
    );
    const cursors = await this.#pool.query(
      `SELECT ${LEASE}, c.owner = $1 AS mine, h.host IS NULL AS free
FROM unnest($2::text[], $3::text[]) AS w (subscription, publisher)
JOIN ${this.#schema}.subscription_cursor c USING (subscription, publisher)
LEFT JOIN ${this.#schema}.host_heartbeat h ON h.host = c.owner AND h.expires_at > now()`,
      [host, wanted.map(({ subscription }) => subscription), wanted.map(({ publisher }) => publisher)],
    );
    const hosts = await this.#pool.query(
      `SELECT name, array_agg(host ORDER BY host) AS hosts
FROM ${this.#schema}.host_heartbeat, unnest(subscriptions) AS name WHERE expires_at > now() GROUP BY name`,
    );
    const rows = cursors.rows as unknown as (LeaseRow & { mine: boolean | null; free: boolean })[];
    const free = groupBy(
      rows.filter((row) => row.free),
      ({ subscription }) => subscription,
    );
    return {
      held: rows.filter(({ mine }) => mine).map(toLease),
      cursors: rows.map(toLease),
      free: new Map([...free].map(([subscription, lanes]) => [subscription, lanes.length])),
      hosts: new Map(hosts.rows.map((row) => [row['name'] as string, row['hosts'] as string[]])),
    };
  }

  async take(
    host: string,
    subscription: string,
    publishers: readonly string[],
    count: number,
  ): Promise<readonly TakenLease[]> {
    const { rows } = await this.#pool.query(
      // Comparing the token again on the locked row shows whether another host was faster. SKIP LOCKED leaves rows of a
      // former owner that hangs before its commit for a later round.
      `WITH candidate AS MATERIALIZED (
  SELECT c.publisher, c.lane, c.token FROM ${this.#schema}.subscription_cursor c
  WHERE c.subscription = $2 AND c.publisher = ANY ($3) AND NOT EXISTS (
    SELECT 1 FROM ${this.#schema}.host_heartbeat h WHERE h.host = c.owner AND h.expires_at > now())
  ORDER BY random() LIMIT $4), free AS MATERIALIZED (
  SELECT c.publisher, c.lane, c.owner IS NOT NULL AS suspect
  FROM ${this.#schema}.subscription_cursor c JOIN candidate USING (publisher, lane)
  WHERE c.subscription = $2 AND c.token = candidate.token FOR UPDATE OF c SKIP LOCKED)
UPDATE ${this.#schema}.subscription_cursor c SET owner = $1, token = c.token + 1
FROM free WHERE c.subscription = $2 AND c.publisher = free.publisher AND c.lane = free.lane
RETURNING ${LEASE}, free.suspect`,
      [host, subscription, publishers, count],
    );
    const taken = rows as unknown as (LeaseRow & { suspect: boolean })[];
    if (taken.length === 0) return [];
    // Read after the take-over has committed, so that events parked by the former owner are visible.
    const blocked = await this.#blockedKeys(subscription, taken);
    return taken.map((row) => ({
      ...toLease(row),
      suspect: row.suspect,
      blockedKeys: blocked.get(`${row.publisher}/${row.lane}`) ?? [],
    }));
  }

  async release(leases: readonly LaneLease[]): Promise<void> {
    if (leases.length === 0) return;
    await this.#pool.query(
      `UPDATE ${this.#schema}.subscription_cursor c SET owner = NULL
FROM unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[]) AS l (subscription, publisher, lane, token)
WHERE c.subscription = l.subscription AND c.publisher = l.publisher AND c.lane = l.lane AND c.token = l.token`,
      [
        leases.map(({ subscription }) => subscription),
        leases.map(({ publisher }) => publisher),
        leases.map(({ lane }) => lane),
        leases.map(({ token }) => token),
      ],
    );
  }

  async leave(host: string): Promise<void> {
    await this.#pool.query(`DELETE FROM ${this.#schema}.host_heartbeat WHERE host = $1`, [host]);
  }

  async #blockedKeys(subscription: string, lanes: readonly LeaseRow[]): Promise<Map<string, string[]>> {
    const { rows } = await this.#pool.query(
      `SELECT p.publisher, p.lane, array_agg(DISTINCT p.key) AS keys
FROM unnest($2::text[], $3::smallint[]) AS l (publisher, lane)
JOIN ${this.#schema}.parked_event p ON p.subscription = $1 AND p.publisher = l.publisher AND p.lane = l.lane
GROUP BY p.publisher, p.lane`,
      [subscription, lanes.map(({ publisher }) => publisher), lanes.map(({ lane }) => lane)],
    );
    return new Map(rows.map((row) => [`${String(row['publisher'])}/${String(row['lane'])}`, row['keys'] as string[]]));
  }
}

const toLease = (row: LeaseRow): LaneLease => ({
  subscription: row.subscription,
  publisher: row.publisher,
  lane: row.lane,
  token: BigInt(row.token),
  position: BigInt(row.position),
  epoch: row.epoch,
  attempts: row.attempts,
  attemptPosition: row.attempt_position === null ? undefined : BigInt(row.attempt_position),
});
