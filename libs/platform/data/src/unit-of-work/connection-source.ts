import type pg from 'pg';
import type { Access } from '../database/context-client.js';

/** The source of a unit of work's connection: the pool of its context. */
export interface ConnectionSource {
  readonly context: string;
  /**
   * @param access omit it for work whose transactions set their own access mode
   * @throws MultilithError `POOL_EXHAUSTED`, `DATABASE_UNAVAILABLE`
   */
  acquire(access?: Access): Promise<pg.PoolClient>;
  /** Whether a connection is known to be broken; its next statement would fail. */
  isLost(client: pg.PoolClient): boolean;
}
