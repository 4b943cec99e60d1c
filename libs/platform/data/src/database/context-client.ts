import pg from 'pg';
import { withUtcDates } from '../data-source/utc-values.js';

/** What a connection may do for the work that borrows it, outside of transactions that say so themselves. */
export type Access = 'read-write' | 'read-only';

/** `pg.Client` without the overloads of `query`, which a subclass cannot repeat. */
type Client = Omit<pg.Client, 'query'> & { query(...args: unknown[]): unknown };
const Client = pg.Client as unknown as new (options: pg.ClientConfig) => Client;

/** A connection of a context. It sends dates as moments in UTC, and can be made read-only for a query handler. */
class MomentClient extends Client {
  #access: Access = 'read-write';

  override query(...args: unknown[]): unknown {
    return super.query(...withUtcDates(args));
  }

  /**
   * Says what the next borrower may do. It takes a round trip only where the last borrower needed something else, so a
   * connection that serves queries pays once.
   */
  async allow(access: Access): Promise<void> {
    if (access === this.#access) return;
    await (super.query(
      `SET default_transaction_read_only = ${access === 'read-only' ? 'on' : 'off'}`,
    ) as Promise<unknown>);
    this.#access = access;
  }
}

export type ContextClient = pg.Client & { allow(access: Access): Promise<void> };
export const ContextClient = MomentClient as unknown as new (options: pg.ClientConfig) => ContextClient;
