import type pg from 'pg';
import { currentScope } from '../call/call-scope.js';
import { RuntimeError } from '../errors/runtime-error.js';
import type { JournalEntry } from '../journal/journal-entry.js';
import { appendToJournal } from '../journal/journal-writer.js';
import type { ConnectionSource } from './connection-source.js';
import { refuseLate } from './late-work.js';
import { NestedTransactions } from './nested-transactions.js';
import { prepared } from './prepared-statement.js';
import { runReadOnly } from './read-only-statement.js';
import { isPlainRead, isTransactionControl } from './statement-kind.js';
import { aborted, nestedOverlap, transactionControl, unfinishedWork } from './transaction-errors.js';
import { Transaction, type Statement } from './transaction.js';

/** What a unit of work belongs to. */
export interface UnitOfWorkOptions {
  readonly source: ConnectionSource;
  /** Schema of the context, where its journal is. */
  readonly schema: string;
  /** Told after a commit that appended events to the journal. */
  readonly onJournaled: () => void;
}

/**
 * One transaction of one context: what a handler reads and writes, and the events it publishes, become visible
 * together or not at all. Nothing is opened before the first data access or event.
 *
 * Everything that data access through the context's `DataSource` needs in a handler comes from here; the runtime
 * begins and ends it.
 */
export class UnitOfWork {
  readonly context: string;
  readonly #options: UnitOfWorkOptions;
  readonly #transaction: Transaction;
  readonly #nested: NestedTransactions;
  readonly #entries: JournalEntry[] = [];
  readonly #atCommit: Statement[] = [];
  #hasWritten = false;
  #ended = false;

  constructor(options: UnitOfWorkOptions) {
    this.context = options.source.context;
    this.#options = options;
    this.#transaction = new Transaction(options.source);
    this.#nested = new NestedTransactions(this.context, this.#transaction);
  }

  /** Whether a statement other than a plain read has run, or an event was published. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  /** How many events would be added to the journal by a commit. */
  get pendingEvents(): number {
    return this.#entries.length;
  }

  /** Whether there is nothing that a commit would do. */
  get isEmpty(): boolean {
    return !this.#transaction.isOpen && this.#entries.length === 0 && this.#atCommit.length === 0;
  }

  /** Whether it has been committed or rolled back, or is about to be. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /**
   * Adds an event. All events are inserted by one statement just before COMMIT.
   *
   * @throws RuntimeError `LATE_WRITE` after the end
   */
  publish(entry: JournalEntry): void {
    this.#refuseLate('published an event');
    this.#nested.checkStatement();
    this.#entries.push(entry);
    this.#hasWritten = true;
  }

  /**
   * Runs a statement of the runtime itself, with names of the context's own schema. Does not count as a write of the
   * handler. The text is prepared once per connection, so it must come from a small set.
   */
  query(sql: string, params: unknown[] = []): Promise<{ rows: Record<string, unknown>[]; rowCount: number }> {
    return this.#transaction
      .run<Record<string, unknown>>(prepared(sql, params))
      .then(({ rows, rowCount }) => ({ rows, rowCount: rowCount ?? 0 }));
  }

  /** Has a statement of the runtime itself travel with the COMMIT, which saves its round trip. */
  queryAtCommit(sql: string, params: unknown[]): void {
    this.#refuseLate('ran a statement');
    this.#atCommit.push(prepared(sql, params));
  }

  /** Runs now what was meant to travel with the COMMIT, for somebody who has to see its effect. */
  async flush(): Promise<void> {
    for (const statement of this.#atCommit.splice(0)) await this.#transaction.run(statement);
  }

  /**
   * Runs a statement of the handler; repositories, query builders and query runners end here.
   *
   * @throws RuntimeError `LATE_WRITE`, `TRANSACTION_CONTROL`, `NESTED_TRANSACTION`, `POOL_EXHAUSTED`, `CONNECTION_LOST`
   */
  async execute(statement: string | pg.QueryConfig, params?: unknown[]): Promise<pg.QueryResult> {
    const sql = typeof statement === 'string' ? statement : statement.text;
    this.#refuseLate('ran a statement');
    if (isTransactionControl(sql)) throw transactionControl(this.context, sql);
    this.#nested.checkStatement();
    const isRead = isPlainRead(sql);
    if (!isRead && currentScope()?.isReadOnly) return runReadOnly(this.#transaction, statement, params);
    if (!isRead) this.#hasWritten = true;
    return this.#transaction.run(statement, params);
  }

  /**
   * Runs a function in a savepoint: if it fails, what it did is undone and the transaction goes on.
   *
   * @throws RuntimeError `NESTED_TRANSACTION` when it overlaps another one that it is not inside of
   */
  async nested<T>(isolation: string | undefined, work: () => Promise<T>): Promise<T> {
    this.#checkNested(isolation);
    return this.#nested.run(this.#entries.length, work, this.#forgetEvents);
  }

  /** Opens a savepoint for a query runner that is driven by hand. */
  async beginNested(owner: object, isolation: string | undefined): Promise<void> {
    this.#checkNested(isolation);
    await this.#nested.begin(owner, this.#entries.length);
  }

  /** Ends the savepoint of a query runner that is driven by hand. */
  async endNested(owner: object, how: 'commit' | 'rollback'): Promise<void> {
    this.#refuseLate('ended a nested transaction');
    if (how === 'commit') await this.#nested.release(owner);
    else await this.#nested.rollback(owner, this.#forgetEvents);
  }

  #checkNested(isolation: string | undefined): void {
    this.#refuseLate('began a nested transaction');
    if (isolation !== undefined && !this.#transaction.isolate(isolation))
      throw nestedOverlap(this.context, `isolation level ${isolation} was asked for after the first statement`);
  }

  /** @throws RuntimeError `LATE_WRITE` after the end */
  #refuseLate(what: string): void {
    if (this.#ended) throw refuseLate(this.context, what);
  }

  readonly #forgetEvents = (keep: number): void => {
    this.#entries.length = keep;
  };

  /**
   * Inserts the events and commits. Where nothing was read, written or published, nothing happens.
   *
   * @throws RuntimeError `TRANSACTION_ABORTED`, `COMMIT_UNKNOWN`, `LATE_WRITE`, `NESTED_TRANSACTION`; except for
   *   `COMMIT_UNKNOWN` nothing was committed then
   */
  async commit(): Promise<void> {
    this.#refuseLate('committed');
    this.#ended = true;
    const obstacle = this.#obstacle();
    if (obstacle) {
      await this.#transaction.rollback();
      throw obstacle;
    }
    try {
      await this.#transaction.commit([...this.#atCommit, ...(await this.#appendStatements())]);
    } catch (error) {
      await this.#transaction.rollback();
      throw error;
    }
    if (this.#entries.length > 0) this.#options.onJournaled();
  }

  /** Gathered instead of run, so that they can travel with the COMMIT. */
  async #appendStatements(): Promise<Statement[]> {
    const statements: Statement[] = [];
    if (this.#entries.length > 0)
      await appendToJournal(
        async (sql, params) => statements.push(prepared(sql, params)),
        this.#options.schema,
        this.#entries,
      );
    return statements;
  }

  #obstacle(): RuntimeError | undefined {
    if (this.#transaction.isBusy) return unfinishedWork(this.context);
    if (this.#transaction.failure) return aborted(this.context, this.#transaction.failure);
    if (this.#nested.areOpen)
      return nestedOverlap(this.context, 'a nested transaction was still open when the handler returned');
    return undefined;
  }

  /** Undoes everything, events included. Never throws, and does nothing after the end. */
  async rollback(): Promise<void> {
    this.#ended = true;
    await this.#transaction.rollback();
  }
}
