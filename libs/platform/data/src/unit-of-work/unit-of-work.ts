import { MultilithError } from '@multilith/contract';
import type pg from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { currentScope, type DataAccess, type HandlerScope } from '../scope/call-scope.js';
import type { JournalEntry } from '../journal/journal-entry.js';
import { appendToJournal } from '../journal/journal-writer.js';
import type { ConnectionSource } from './connection-source.js';
import { Gathered } from './gathered.js';
import { refuseLate } from '../scope/late-work.js';
import { NestedTransactions } from './nested-transactions.js';
import { prepared, type Statement } from '../sql/statement.js';
import { runReadOnly } from './read-only-statement.js';
import { isPlainRead, isTransactionControl, mayHaveEffect, takesLocks } from '../sql/statement-kind.js';
import type { Subtransaction } from './subtransaction.js';
import { aborted, nestedOverlap, transactionControl, unfinishedWork } from './transaction-errors.js';
import { TransactionHooks, type HookedDataSource } from './transaction-hooks.js';
import { Transaction } from './transaction.js';

/** Options of a unit of work. */
export interface UnitOfWorkOptions {
  readonly source: ConnectionSource;
  /** Schema of the context and its journal. */
  readonly schema: string;
  /** Called after a commit that appended events to the journal. */
  readonly onJournaled: () => void;
  /** The data source whose TypeORM subscribers are called around the transaction. Default: no subscribers. */
  readonly dataSource?: HookedDataSource<UnitOfWork>;
}

/** A statement that is to be sent with the COMMIT. */
interface AtCommit {
  readonly statement: Statement;
  /** The subtransaction that it ran in, if it was needed earlier. */
  ranIn?: Subtransaction | undefined;
}

/**
 * One transaction of one context: the writes and events of a handler become visible together or not at all. The
 * transaction opens at the first data access or event.
 *
 * In a handler, all data access through the context's `DataSource` runs here; the runtime begins and ends it.
 */
export class UnitOfWork implements DataAccess {
  readonly context: string;
  readonly #options: UnitOfWorkOptions;
  readonly #transaction: Transaction;
  readonly #nested: NestedTransactions;
  readonly #entries = new Gathered<JournalEntry>();
  readonly #atCommit = new Gathered<AtCommit>();
  readonly #afterCommit = new Gathered<() => void>();
  /** `data` of nested transactions, whose commit hooks run after the real commit. */
  readonly #nestedCommits = new Gathered<ObjectLiteral>();
  readonly hooks: TransactionHooks<UnitOfWork>;
  #ended = false;

  constructor(options: UnitOfWorkOptions) {
    this.context = options.source.context;
    this.#options = options;
    this.#transaction = new Transaction(options.source);
    this.hooks = new TransactionHooks(this, options.dataSource);
    this.#nested = new NestedTransactions(this.context, this.#transaction, this.#onUndone);
  }

  /** Whether a statement other than a plain read has run, or an event was published, and was not undone. */
  get hasWritten(): boolean {
    return this.#nested.hasWritten;
  }

  /** Number of events that a commit would append to the journal. */
  get pendingEvents(): number {
    return this.#entries.length;
  }

  /** Whether a commit would do nothing. */
  get isEmpty(): boolean {
    return !this.#transaction.isOpen && this.#entries.length === 0 && this.#atCommit.length === 0;
  }

  /**
   * Why it has to be rolled back and retried as a whole, even if its handler swallows the error; usually `undefined`.
   */
  get doomedBy(): Error | undefined {
    return this.#transaction.doomedBy;
  }

  /** Whether it has been committed or rolled back, or is about to be. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /**
   * Adds an event. All events are inserted by one statement just before COMMIT.
   *
   * @throws MultilithError `LATE_WRITE` after the end
   */
  publish(entry: JournalEntry): void {
    this.#refuseLate('published an event');
    const part = this.#nested.current;
    this.#entries.add(entry, part);
    part.hasWritten = true;
  }

  /**
   * Runs a callback after the commit; never if the transaction, or the current subtransaction, is undone.
   *
   * @param work must not throw
   * @throws MultilithError `LATE_WRITE` after the end
   */
  afterCommit(work: () => void): void {
    this.#refuseLate('published an event');
    this.#afterCommit.add(work, this.#nested.current);
  }

  /**
   * Runs a statement of the runtime itself in the context's schema. Does not count as a write of the handler. The text
   * is prepared once per connection, so it must come from a small set of texts.
   */
  async query(sql: string, params: unknown[] = []): Promise<{ rows: Record<string, unknown>[]; rowCount: number }> {
    const { rows, rowCount } = await this.#nested.inTurn('write', (part) => this.#run(part, prepared(sql, params)));
    return { rows: rows as Record<string, unknown>[], rowCount: rowCount ?? 0 };
  }

  #run(part: Subtransaction, statement: Statement, params?: unknown[]): Promise<pg.QueryResult> {
    return this.#transaction.run(statement, params, this.#nested.statementsBefore(part));
  }

  /** Sends a statement of the runtime itself with the COMMIT, which saves a round trip. */
  queryAtCommit(sql: string, params: unknown[]): void {
    this.#refuseLate('ran a statement');
    this.#atCommit.add({ statement: prepared(sql, params) }, this.#nested.current);
  }

  /** Runs the statements of {@link queryAtCommit} now, for a statement that has to see their effects. */
  async flush(): Promise<void> {
    for (const entry of this.#atCommit.items)
      if (!entry.ranIn)
        await this.#nested.inTurn('write', (part) => {
          entry.ranIn = part;
          return this.#run(part, entry.statement);
        });
  }

  /**
   * Runs a statement of the handler; repositories, query builders and query runners end here.
   *
   * @throws MultilithError `LATE_WRITE`, `TRANSACTION_CONTROL`, `NESTED_TRANSACTION`, `POOL_EXHAUSTED`,
   *   `CONNECTION_LOST`
   */
  async execute(statement: string | pg.QueryConfig, params?: unknown[]): Promise<pg.QueryResult> {
    const sql = typeof statement === 'string' ? statement : statement.text;
    this.#refuseLate('ran a statement');
    if (isTransactionControl(sql)) throw transactionControl(this.context, sql);
    const begun = this.hooks.begin();
    if (begun) await begun;
    const reads = isPlainRead(sql);
    if (currentScope()?.isReadOnly && (!reads || mayHaveEffect(sql)))
      return this.#nested.inTurn('write', (part) =>
        runReadOnly(this.#transaction, statement, params, this.#nested.statementsBefore(part)),
      );
    return this.#nested.inTurn(reads && !takesLocks(sql) ? 'read' : 'write', (part) => {
      if (!reads) part.hasWritten = true;
      return this.#run(part, statement, params);
    });
  }

  /**
   * Runs a command that joins: if it fails, its effects are undone and its caller may continue. Concurrent commands run
   * one after the other. A deadlock or serialization failure dooms the whole unit of work.
   */
  async join<T>(command: () => Promise<T>): Promise<T> {
    // After the end, only data access is refused; a command without data access may still run.
    return this.#ended ? command() : this.#nested.run('command', command);
  }

  /**
   * Runs a function in a savepoint: if it fails, its effects are undone and the transaction continues.
   *
   * @throws MultilithError `NESTED_TRANSACTION` if it overlaps another nested transaction without being inside it
   */
  async nested<T>(isolation: string | undefined, work: () => Promise<T>): Promise<T> {
    this.#checkNested(isolation);
    const begun = this.hooks.begin();
    if (begun) await begun;
    return this.#nested.run('transaction', work);
  }

  /** Opens a savepoint for a manually controlled query runner. */
  async beginNested(owner: object, isolation: string | undefined): Promise<void> {
    this.#checkNested(isolation);
    const begun = this.hooks.begin();
    if (begun) await begun;
    await this.#nested.begin(owner);
  }

  /** Ends the savepoint of a manually controlled query runner. */
  async endNested(owner: object, how: 'commit' | 'rollback'): Promise<void> {
    this.#refuseLate('ended a nested transaction');
    if (how === 'commit') await this.#nested.commit(owner);
    else await this.#nested.rollback(owner);
  }

  /** Runs the commit hooks of a nested transaction after the commit of the unit of work, unless it is undone before. */
  announceAtCommit(data: ObjectLiteral): void {
    if (this.hooks.areWanted) this.#nestedCommits.add(data, this.#nested.current);
  }

  #checkNested(isolation: string | undefined): void {
    this.#refuseLate('began a nested transaction');
    if (isolation !== undefined && !this.#transaction.isolate(isolation))
      throw nestedOverlap(this.context, `isolation level ${isolation} was asked for after the first statement`);
  }

  /** @throws MultilithError `LATE_WRITE` after the end */
  #refuseLate(what: string): void {
    if (this.#ended) throw refuseLate(this.context, what);
  }

  readonly #onUndone = (part: Subtransaction): void => {
    this.#entries.undo(part);
    this.#atCommit.undo(part);
    this.#afterCommit.undo(part);
    this.#nestedCommits.undo(part);
    for (const entry of this.#atCommit.items) if (entry.ranIn?.isWithin(part)) entry.ranIn = undefined;
  };

  /**
   * Inserts the events and commits. Does nothing if the unit of work is empty.
   *
   * @throws MultilithError `TRANSACTION_ABORTED`, `COMMIT_UNKNOWN`, `LATE_WRITE`, `NESTED_TRANSACTION`; for all but
   *   `COMMIT_UNKNOWN`, nothing was committed
   */
  async commit(): Promise<void> {
    this.#refuseLate('committed');
    // Hooks are not called for statements of the runtime alone, such as cursor moves.
    const concernsModule = this.hooks.haveBegun || this.#entries.length > 0;
    if (concernsModule && this.hooks.areWanted && !this.#obstacle()) await this.hooks.beforeCommit();
    this.#ended = true;
    const obstacle = this.#obstacle();
    this.#nested.end();
    if (obstacle) {
      await this.#transaction.rollback();
      throw obstacle;
    }
    try {
      const last = this.#atCommit.items.flatMap(({ statement, ranIn }) => (ranIn ? [] : [statement]));
      await this.#transaction.commit([...last, ...(await this.#appendStatements())]);
    } catch (error) {
      await this.#transaction.rollback();
      if (error instanceof MultilithError && error.code === 'COMMIT_UNKNOWN') this.hooks.outcomeUnknown();
      throw error;
    }
    if (this.#entries.length > 0) this.#options.onJournaled();
    for (const work of this.#afterCommit.items) work();
    if (this.hooks.areWanted) await this.hooks.afterCommit(this.#nestedCommits.items);
  }

  /** Returns the statements that append events, to be sent with the COMMIT. */
  async #appendStatements(): Promise<Statement[]> {
    const statements: Statement[] = [];
    if (this.#entries.length > 0)
      await appendToJournal(
        async (sql, params) => statements.push(prepared(sql, params)),
        this.#options.schema,
        this.#entries.items,
      );
    return statements;
  }

  #obstacle(): Error | undefined {
    const { isBusy, doomedBy, failure } = this.#transaction;
    if (isBusy) return unfinishedWork(this.context);
    if (failure) return doomedBy ?? aborted(this.context, failure);
    return this.#nested.obstacle;
  }

  /** Rolls back, events included. Never throws, and does nothing after the end. */
  async rollback(): Promise<void> {
    if (this.hooks.areWanted) await this.hooks.beforeRollback();
    this.#ended = true;
    this.#nested.end();
    await this.#transaction.rollback();
    if (this.hooks.areWanted) await this.hooks.afterRollback();
  }
}

/** Returns the unit of work of a handler; `undefined` for a query outside a unit of work, and without a database. */
export const unitOfWorkOf = (scope: HandlerScope | undefined): UnitOfWork | undefined =>
  scope?.data instanceof UnitOfWork ? scope.data : undefined;
