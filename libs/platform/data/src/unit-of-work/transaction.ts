import { MultilithError } from '@multilith/contract';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import type { ConnectionSource } from './connection-source.js';
import type { Access } from '../database/context-client.js';
import { refuseLate } from '../scope/late-work.js';
import type { Statement } from '../sql/statement.js';
import { inOneTrip } from './one-trip.js';
import { OpeningStatement } from './opening-statement.js';
import { aborted, commitUnknown, connectionLost, transactionEnded } from './transaction-errors.js';

/**
 * One transaction on one connection. It opens at the first statement, runs one statement at a time in call order, and
 * tracks whether it can still commit.
 */
export class Transaction {
  readonly #source: ConnectionSource;
  #client: pg.PoolClient | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #over = false;
  #failure: Error | undefined;
  #unusable: MultilithError | undefined;
  #doom: Error | undefined;
  #begin = 'BEGIN READ WRITE';

  constructor(source: ConnectionSource) {
    this.#source = source;
  }

  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  /** Whether a statement is running. */
  get isBusy(): boolean {
    return this.#queued > 0;
  }

  /** The first error, after which PostgreSQL refuses everything but a rollback; `undefined` without an error. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Sets the isolation level; returns false if the transaction is already open. */
  isolate(level: string): boolean {
    if (this.#client || this.#queued > 0) return false;
    this.#begin = `BEGIN READ WRITE, ISOLATION LEVEL ${level}`;
    return true;
  }

  /** Runs a statement after all earlier ones. `ahead` are statements sent with it that run just before it. */
  run<Row extends pg.QueryResultRow>(
    statement: Statement,
    values?: unknown[],
    ahead: readonly string[] = [],
  ): Promise<pg.QueryResult<Row>> {
    const send = (): Promise<pg.QueryResult<Row>> => this.#send(statement, values, ahead);
    const result = this.#queued++ === 0 ? send() : this.#tail.then(send);
    const done = (): void => void this.#queued--;
    this.#tail = result.then(done, done);
    return result;
  }

  /** Resolves when no statement is running. */
  async idle(): Promise<void> {
    while (this.#queued > 0) await this.#tail;
  }

  /** Clears a failure that a rollback to a savepoint has undone. */
  recovered(): void {
    if (!this.#unusable && !this.#doom) this.#failure = undefined;
  }

  /** Refuses all further statements and the commit: the work has to be retried in a new transaction. */
  doom(error: Error): void {
    this.#doom ??= error;
    this.#failure ??= error;
  }

  /** The error of {@link doom}. */
  get doomedBy(): Error | undefined {
    return this.#doom;
  }

  async #send<Row extends pg.QueryResultRow>(
    statement: Statement,
    values: unknown[] | undefined,
    ahead: readonly string[],
  ): Promise<pg.QueryResult<Row>> {
    if (this.#over) throw refuseLate(this.#source.context, 'left a statement waiting that ran');
    const refusal = this.#unusable ?? this.#doom;
    if (refusal) throw refusal;
    const opens = this.#client === undefined;
    const client = this.#client ?? (await this.#acquire());
    if (this.#over) throw refuseLate(this.#source.context, 'left a statement waiting that ran');
    const opening = opens && ahead.length === 0 ? OpeningStatement.of(this.#begin, statement, values) : undefined;
    if (opens && !opening) await this.#open(client);
    try {
      if (opening) return (await opening.run(client)) as pg.QueryResult<Row>;
      return ahead.length === 0
        ? await client.query<Row>(statement as string, values)
        : ((await lastOf([...ahead, withValues(statement, values)], client)) as pg.QueryResult<Row>);
    } catch (error) {
      throw this.#failed(client, error as Error, opening?.hasBegun);
    }
  }

  /** @param access omit it for a transaction that sets its own access mode */
  async #acquire(access?: Access): Promise<pg.PoolClient> {
    try {
      return (this.#client = await this.#source.acquire(access));
    } catch (error) {
      // Remembered, because each further statement would wait for a connection just as long.
      this.#unusable = error as MultilithError;
      this.#failure = error as Error;
      throw error;
    }
  }

  async #open(client: pg.PoolClient): Promise<void> {
    try {
      await client.query(this.#begin);
    } catch (error) {
      throw this.#failed(client, error as Error, false);
    }
  }

  #failed(client: pg.PoolClient, error: Error, hasBegun = true): Error {
    if (isConnectionLoss(error) || this.#source.isLost(client)) {
      this.#unusable ??= connectionLost(this.#source.context, error);
      this.#failure ??= this.#unusable;
      return this.#unusable;
    }
    // Further statements would run outside a transaction.
    if (!hasBegun) this.doom(error);
    // A statement that the driver itself refuses never reaches the server, so the transaction is unaffected.
    if (error instanceof pg.DatabaseError) this.#failure ??= error;
    return error;
  }

  /**
   * Commits, after the last statements, which are sent with the COMMIT. Does nothing if the transaction was never
   * opened and there are no last statements. Always releases the connection.
   */
  async commit(last: readonly Statement[] = []): Promise<void> {
    if (!this.#client && last.length === 0) {
      this.#over = true;
      return;
    }
    const [only, ...more] = last;
    if (!this.#client && only !== undefined && more.length === 0) return this.#runAlone(only);
    const opens = this.#client === undefined;
    const client = this.#client ?? (await this.#acquire());
    if (opens) await this.#open(client);
    this.#over = true;
    await this.#commitOn(client, last);
  }

  /** Runs a statement that is the whole transaction: it needs neither BEGIN nor COMMIT. */
  async #runAlone(statement: Statement): Promise<void> {
    const client = await this.#acquire('read-write');
    this.#over = true;
    const { context } = this.#source;
    try {
      await client.query(statement as string);
      client.release();
    } catch (error) {
      const isLost = isConnectionLoss(error as Error) || this.#source.isLost(client);
      client.release(isLost);
      throw isLost ? commitUnknown(context, error) : failedStatement(statement, error as Error);
    }
  }

  async #commitOn(client: pg.PoolClient, last: readonly Statement[]): Promise<void> {
    const { context } = this.#source;
    const obstacle = this.#source.isLost(client)
      ? connectionLost(context, new Error('it was closed'))
      : client.getTransactionStatus() === 'I'
        ? transactionEnded(context)
        : undefined;
    if (obstacle) {
      client.release(true);
      throw obstacle;
    }
    // Sending them together is safe: if a last statement fails, PostgreSQL turns the COMMIT into a rollback.
    const statements = [...last, 'COMMIT'];
    const answers = await inOneTrip(client, statements);
    const failures = answers.flatMap((answer, index) =>
      answer.status === 'rejected' ? [{ error: answer.reason as Error, statement: statements[index]! }] : [],
    );
    const lost = this.#source.isLost(client) || failures.some(({ error }) => isConnectionLoss(error));
    client.release(lost || client.getTransactionStatus() !== 'I');
    const [failure] = failures;
    if (failure && lost) throw commitUnknown(context, failure.error);
    // Deferred constraints and serialization failures appear only at COMMIT; callers know such errors from TypeORM.
    if (failure) throw failedStatement(failure.statement, failure.error);
    const commit = answers.at(-1);
    if (commit?.status === 'fulfilled' && commit.value.command !== 'COMMIT') throw aborted(context, this.#failure);
  }

  /** Rolls back. Never throws: a connection that cannot be rolled back is closed, which has the same effect. */
  async rollback(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#tail;
    const client = this.#client;
    if (!client) return;
    try {
      if (!this.#unusable) await client.query('ROLLBACK');
      client.release(this.#unusable !== undefined);
    } catch {
      client.release(true);
    }
  }
}

const withValues = (statement: Statement, values: unknown[] | undefined): Statement => {
  if (values === undefined) return statement;
  return typeof statement === 'string' ? { text: statement, values } : { ...statement, values };
};

/** Returns the answer of the last statement. @throws the error of the first statement that failed */
async function lastOf(statements: readonly Statement[], client: pg.PoolClient): Promise<pg.QueryResult> {
  const answers = await inOneTrip(client, statements);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  return (answers.at(-1) as PromiseFulfilledResult<pg.QueryResult>).value;
}

const failedStatement = (statement: Statement, error: Error): Error =>
  error instanceof pg.DatabaseError
    ? new QueryFailedError(typeof statement === 'string' ? statement : statement.text, [], error)
    : error;

const FATAL = new Set(['FATAL', 'PANIC']);
const LOST = /^(?:Connection terminated|Client has encountered a connection error|Query read timeout)/;

function isConnectionLoss(error: Error): boolean {
  if (error instanceof pg.DatabaseError) return FATAL.has(error.severity ?? '');
  return (
    LOST.test(error.message) ||
    ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes((error as NodeJS.ErrnoException).code ?? '')
  );
}
