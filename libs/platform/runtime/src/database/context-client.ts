import pg from 'pg';
import { withUtcDates } from './utc-values.js';

/**
 * What a connection may do for the work it is lent to. `as-begun`: every transaction says so itself, as those of units
 * of work do.
 */
export type Access = 'read-write' | 'read-only' | 'as-begun';

/** `pg.Client` without the overloads of `query`, which a subclass cannot repeat. */
type Client = Omit<pg.Client, 'query'> & { query(...args: unknown[]): unknown };
const Client = pg.Client as unknown as new (options: pg.ClientConfig) => Client;

/**
 * A connection of a context. It sends dates as moments in UTC, and keeps the session read-only while a query handler
 * has it.
 */
class MomentClient extends Client {
  /** Set by the pool for as long as it lends the connection. */
  access: Access = 'read-write';
  #isReadOnly = false;

  override query(...args: unknown[]): unknown {
    this.#followAccess();
    return super.query(...withUtcDates(args));
  }

  /**
   * Changes the session only where the last borrower left it otherwise, so a connection that serves queries only pays
   * once. Nothing waits for the answer: PostgreSQL runs statements in order, and a connection that breaks here fails the
   * next statement as well.
   */
  #followAccess(): void {
    if (this.access === 'as-begun') return;
    const readOnly = this.access === 'read-only';
    if (readOnly === this.#isReadOnly) return;
    this.#isReadOnly = readOnly;
    const set = super.query(`SET default_transaction_read_only = ${readOnly ? 'on' : 'off'}`) as Promise<unknown>;
    set.catch(() => {});
  }
}

export type ContextClient = pg.Client & { access: Access };
export const ContextClient = MomentClient as unknown as new (options: pg.ClientConfig) => ContextClient;
