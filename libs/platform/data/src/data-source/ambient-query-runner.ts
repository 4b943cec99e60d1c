import { MultilithError } from '@multilith/contract';
import type pg from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';
import { refuseLate } from '../scope/late-work.js';
import { ContextQueryRunner } from './context-query-runner.js';
import { moduleError } from './module-error.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';

/**
 * The query runner that TypeORM always gets inside a command or event handler: everything it runs is part of the
 * handler's unit of work. It holds no connection, so `release()` does nothing; its transactions are savepoints.
 */
export class AmbientQueryRunner extends ContextQueryRunner {
  readonly unitOfWork: UnitOfWork;
  // TypeORM starts a transaction for save() and for locks unless one is active.
  override isTransactionActive = true;

  constructor(driver: PostgresDriver, unitOfWork: UnitOfWork) {
    super(driver, 'master');
    this.unitOfWork = unitOfWork;
    // The only methods of a connection that PostgresQueryRunner uses.
    const connection = {
      query: (statement: string | pg.QueryConfig, params?: unknown[]) => unitOfWork.execute(statement, params),
    };
    this.databaseConnection = connection;
  }

  override async query(sql: string, parameters?: unknown[], useStructuredResult?: boolean): Promise<never> {
    try {
      return (await super.query(sql, parameters as never, useStructuredResult as never)) as never;
    } catch (error) {
      throw moduleError(error);
    }
  }

  /**
   * @throws MultilithError `STREAM_IN_TRANSACTION`: a stream would hold the connection that other statements wait for
   */
  override async stream(): Promise<never> {
    if (this.unitOfWork.hasEnded) throw refuseLate(this.unitOfWork.context, 'read a stream');
    throw new MultilithError(
      'STREAM_IN_TRANSACTION',
      `A handler of context '${this.unitOfWork.context}' streams a result inside its unit of work.`,
      'Read it in pages there, or stream it in a query handler.',
    );
  }

  override async startTransaction(isolation?: IsolationLevel): Promise<void> {
    await this.unitOfWork.beginNested(this, isolation);
    this.transactionDepth++;
    try {
      await this.broadcaster.broadcast('BeforeTransactionStart');
      await this.broadcaster.broadcast('AfterTransactionStart');
    } catch (error) {
      this.transactionDepth--;
      await this.unitOfWork.endNested(this, 'rollback');
      throw error;
    }
  }

  /** Subscribers are notified after the commit of the unit of work, because it can be undone until then. */
  override async commitTransaction(): Promise<void> {
    await this.broadcaster.broadcast('BeforeTransactionCommit');
    await this.unitOfWork.endNested(this, 'commit');
    this.transactionDepth--;
    this.unitOfWork.announceAtCommit(this.data);
  }

  override async rollbackTransaction(): Promise<void> {
    await this.broadcaster.broadcast('BeforeTransactionRollback');
    await this.unitOfWork.endNested(this, 'rollback');
    this.transactionDepth--;
    await this.broadcaster.broadcast('AfterTransactionRollback');
  }

  /** Commits the savepoints of this query runner, for `await using`. The transaction of the handler goes on. */
  override async [Symbol.asyncDispose](): Promise<void> {
    try {
      while (this.transactionDepth > 0) await this.commitTransaction();
    } finally {
      await this.release();
    }
  }
}
