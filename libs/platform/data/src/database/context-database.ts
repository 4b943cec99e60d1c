import type { Type } from '@nestjs/common';
import type pg from 'pg';
import type { Persistence } from './persistence.js';
import type { ContextDataSource } from '../unit-of-work/context-data-source.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import type { ConnectionPool } from './connection-pool.js';

/** The open database of one context: its own schema, through its own login. */
export class ContextDatabase {
  /** The pool that TypeORM uses. */
  readonly pool: pg.Pool;
  readonly #source: ConnectionPool;
  readonly #listeners = new Set<() => void>();
  #closing: Promise<void> | undefined;

  constructor(
    readonly context: string,
    readonly schema: string,
    readonly dataSource: ContextDataSource,
    source: ConnectionPool,
    private readonly writingQueries: Persistence['writingQueries'] = [],
  ) {
    this.#source = source;
    this.pool = source.pool;
  }

  /** Begins a unit of work. It takes no connection before its first data access. */
  begin(): UnitOfWork {
    const { schema, dataSource } = this;
    return new UnitOfWork({ source: this.#source, schema, onJournaled: this.#journaled, dataSource });
  }

  /** Whether the handler of a query may write. Default: no. */
  mayWriteIn(query: unknown): boolean {
    return this.writingQueries === 'all' || (this.writingQueries ?? []).includes(query as Type);
  }

  /** Calls a listener after each commit that appended events; returns how to stop that. */
  onJournaled(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  readonly #journaled = (): void => {
    for (const listener of this.#listeners) listener();
  };

  /** Waits for connections in use to come back, and closes all. */
  close(): Promise<void> {
    return (this.#closing ??= this.dataSource.close());
  }
}
