import type pg from 'pg';

/** The source of a unit of work's connection: the pool of its context. */
export interface ConnectionSource {
  readonly context: string;
  /** @throws MultilithError `POOL_EXHAUSTED`, `DATABASE_UNAVAILABLE` */
  acquire(): Promise<pg.PoolClient>;
  /** Whether a connection is known to be broken; its next statement would fail. */
  isLost(client: pg.PoolClient): boolean;
}
