import pg from 'pg';
import { withUtcDates } from '../data-source/utc-values.js';

/** Access mode of a connection, outside of transactions that set their own. */
export type Access = 'read-write' | 'read-only';

/** `pg.Client` without the overloads of `query`, which a subclass cannot redeclare. */
type Client = Omit<pg.Client, 'query'> & { query(...args: unknown[]): unknown };
const Client = pg.Client as unknown as new (options: pg.ClientConfig) => Client;

/** A connection of a context. Sends dates in UTC, and can be made read-only for a query handler. */
class MomentClient extends Client {
  #access: Access = 'read-write';

  override query(...args: unknown[]): unknown {
    return super.query(...withUtcDates(args));
  }

  /**
   * Sets the access mode for the next borrower. Takes a round trip only if the mode changes, so that a connection which
   * serves queries pays once.
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
