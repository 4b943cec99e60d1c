import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { utcParameters } from './utc-values.js';
import { ContextQueryRunner } from './context-query-runner.js';
import { moduleError } from './module-error.js';
import { makesWritable } from '../sql/statement-kind.js';
import { readOnlyQuery } from '../unit-of-work/transaction-errors.js';
import { refuseLate } from '../scope/late-work.js';
import type { HeldConnection, QueryWork } from './query-work.js';

/**
 * The query runner that TypeORM gets without a unit of work: in a query handler, and outside of handlers. It holds a
 * connection of the pool until it is released or its query handler ends.
 */
export class PooledQueryRunner extends ContextQueryRunner implements HeldConnection {
  readonly #work: QueryWork | undefined;
  #running = 0;
  #isTakenBack = false;
  #stream: Readable | undefined;

  /** @param work the query handler that it belongs to; `undefined` outside of handlers */
  constructor(driver: PostgresDriver, mode: 'master' | 'slave', work: QueryWork | undefined) {
    super(driver, mode);
    this.#work = work;
  }

  /** @throws MultilithError `LATE_WRITE` if its query handler has ended */
  refuseIfEnded(): void {
    this.#work?.refuseIfEnded();
  }

  override connect(): Promise<pg.PoolClient> {
    return this.#connected();
  }

  async #connected(): Promise<pg.PoolClient> {
    this.refuseIfEnded();
    const connection = (await super.connect()) as pg.PoolClient;
    // The handler ended while this waited for a connection.
    if (this.#work?.hasEnded) {
      await this.release();
      throw refuseLate(this.#work.context, 'used the database');
    }
    if (!this.isReleased) this.#work?.hold(this);
    return connection;
  }

  /** @throws MultilithError `LATE_WRITE`, `READ_ONLY_QUERY`, `POOL_EXHAUSTED`, `DATABASE_UNAVAILABLE` */
  override async query(sql: string, parameters?: unknown[], useStructuredResult?: boolean): Promise<never> {
    this.refuseIfEnded();
    if (this.#work && !this.#work.mayWrite && makesWritable(sql))
      throw readOnlyQuery(this.#work.context, this.#work.message, `it sent "${sql.trim().slice(0, 60)}"`);
    this.#running++;
    try {
      return (await super.query(sql, parameters as never, useStructuredResult as never)) as never;
    } catch (error) {
      throw moduleError(error);
    } finally {
      this.#running--;
      if (this.#isTakenBack) this.takeBack();
    }
  }

  /** Returns a stream of rows, which is closed when its query handler ends. Needs the package `pg-query-stream`. */
  override async stream(
    sql: string,
    parameters?: unknown[],
    onEnd?: () => void,
    onError?: (error: Error) => void,
  ): Promise<never> {
    this.refuseIfEnded();
    const stream = (await super.stream(
      sql,
      utcParameters(parameters) as never,
      onEnd as never,
      onError as never,
    )) as unknown as Readable;
    this.#stream = stream;
    stream.once('close', () => (this.#stream = undefined));
    return stream as never;
  }

  override async release(): Promise<void> {
    this.#work?.returned(this);
    const connection = this.databaseConnection as pg.PoolClient | undefined;
    const isOpen = connection !== undefined && connection.getTransactionStatus() !== 'I';
    if (!isOpen) return super.release();
    // The connection is closed, because an open transaction would continue in the work of the next borrower.
    const closing = this as unknown as { releasePostgresConnection(error: Error): Promise<void> };
    await closing.releasePostgresConnection(new Error('released with an open transaction'));
  }

  takeBack(): void {
    this.#isTakenBack = true;
    const stream = this.#stream;
    if (stream && !stream.destroyed) {
      stream.once('close', () => void this.release());
      // Without a listener, an error would end the process.
      const hears = stream.listenerCount('error') > 0;
      stream.destroy(hears ? refuseLate(this.#work?.context ?? '', 'read a stream') : undefined);
    } else if (this.#running === 0) void this.release();
  }
}
