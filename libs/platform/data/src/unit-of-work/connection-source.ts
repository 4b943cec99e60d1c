import type pg from 'pg';

/** Where a unit of work gets its connection; the pool of its context. */
export interface ConnectionSource {
  readonly context: string;
  /** @throws MultilithError `POOL_EXHAUSTED`, `DATABASE_UNAVAILABLE` */
  acquire(): Promise<pg.PoolClient>;
  /** Whether a connection has been seen to break; its next statement would fail as well. */
  isLost(client: pg.PoolClient): boolean;
}
