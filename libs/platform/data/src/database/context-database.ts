import type { Type } from '@nestjs/common';
import type pg from 'pg';
import type { Persistence } from './persistence.js';
import type { ContextDataSource } from '../data-source/context-data-source.js';
import type { Statement } from '../sql/statement.js';
import { inOneTrip } from '../unit-of-work/one-trip.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import type { ConnectionPool } from './connection-pool.js';

/** Parts of the open database of a context. */
export interface ContextDatabaseOptions {
  /** Name of the context and of its schema. */
  readonly context: string;
  readonly dataSource: ContextDataSource;
  readonly source: ConnectionPool;
  /** Queries whose handlers may write. Default: none. */
  readonly writingQueries?: Persistence['writingQueries'] | undefined;
}

/** The open database of one context: its schema, through its own login. */
export class ContextDatabase {
  readonly context: string;
  readonly schema: string;
  readonly dataSource: ContextDataSource;
  /** The pool that TypeORM uses. */
  readonly pool: pg.Pool;
  readonly #options: ContextDatabaseOptions;
  readonly #listeners = new Set<() => void>();
  #closing: Promise<void> | undefined;

  constructor(options: ContextDatabaseOptions) {
    this.context = options.context;
    this.schema = options.context;
    this.dataSource = options.dataSource;
    this.pool = options.source.pool;
    this.#options = options;
  }

  /** Begins a unit of work, which takes no connection before its first data access. */
  begin(): UnitOfWork {
    const { schema, dataSource } = this;
    return new UnitOfWork({ source: this.#options.source, schema, onJournaled: this.#journaled, dataSource });
  }

  /**
   * Runs statements in one round trip, each in a transaction of its own.
   * @throws the error of the first statement that failed
   */
  async inOneTrip(statements: readonly Statement[]): Promise<pg.QueryResult[]> {
    const client = await this.pool.connect();
    try {
      const answers = await inOneTrip(client, statements);
      const failed = answers.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
      if (failed) throw failed.reason;
      client.release();
      return answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }

  /** Whether the handler of a query may write. Default: no. */
  mayWriteIn(query: unknown): boolean {
    const { writingQueries = [] } = this.#options;
    return writingQueries === 'all' || writingQueries.includes(query as Type);
  }

  /** Calls a listener after each commit that appended events. Returns a function that removes the listener. */
  onJournaled(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  readonly #journaled = (): void => {
    for (const listener of this.#listeners) listener();
  };

  /** Waits until all connections are released, then closes them. */
  close(): Promise<void> {
    return (this.#closing ??= this.dataSource.close());
  }
}
