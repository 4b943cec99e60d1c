import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { currentScope } from '../call/call-scope.js';
import { patience } from '../debugging/debug-mode.js';
import { RuntimeError } from '../errors/runtime-error.js';
import type { ConnectionSource } from '../unit-of-work/connection-source.js';
import { databaseUnavailable } from './provisioning.js';

/** A connection that is in use, for the message when there are no more. */
interface Loan {
  readonly since: number;
  /** The message being handled; `undefined` outside a handler. */
  readonly message: string | undefined;
}

/** A transaction that takes longer is worth a warning: it holds locks and one of few connections. */
const LONG_LOAN_MS = 5_000;

/** The pool of a context, with errors that say what is wrong with it. */
export class ConnectionPool implements ConnectionSource {
  readonly #loans = new Map<pg.PoolClient, Loan>();
  readonly #lost = new WeakSet<pg.ClientBase>();

  readonly #logger = new Logger('Database');
  #pool: pg.Pool | undefined;

  constructor(
    readonly context: string,
    readonly size: number,
    private readonly acquireTimeoutMs: number,
  ) {}

  /** The pool, once TypeORM has made it. */
  get pool(): pg.Pool {
    if (!this.#pool) throw new Error(`The pool of context '${this.context}' is used before it is open.`);
    return this.#pool;
  }

  open(pool: pg.Pool): void {
    this.#pool = pool;
    pool.on('release', (_error, client) => this.#returned(client));
  }

  #returned(client: pg.PoolClient): void {
    const loan = this.#loans.get(client);
    this.#loans.delete(client);
    const held = loan ? Date.now() - loan.since : 0;
    if (held > patience(LONG_LOAN_MS))
      this.#logger.warn(
        `${loan?.message ?? 'Work outside a handler'} of context '${this.context}' held a database connection for ${held} ms. Locks last as long; do slow work and calls to the outside before the first data access.`,
      );
  }

  /** Watches a new connection: without a listener, one that breaks while it is in use would end the process. */
  readonly watch = (client: pg.ClientBase): void => {
    client.on('error', () => this.#lost.add(client));
  };

  isLost(client: pg.PoolClient): boolean {
    return this.#lost.has(client);
  }

  async acquire(): Promise<pg.PoolClient> {
    try {
      const client = await this.pool.connect();
      this.#loans.set(client, { since: Date.now(), message: currentScope()?.message });
      return client;
    } catch (cause) {
      throw (cause as Error).message === WAITED_TOO_LONG
        ? this.#exhausted(cause)
        : databaseUnavailable(this.context, cause);
    }
  }

  #exhausted(cause: unknown): RuntimeError {
    const loans = [...this.#loans.values()];
    const oldest = Math.max(0, ...loans.map(({ since }) => Date.now() - since));
    const messages = [...new Set(loans.flatMap(({ message }) => message ?? []))].slice(0, 3);
    const holders = messages.length > 0 ? ` by ${messages.join(', ')}` : '';
    return new RuntimeError(
      'POOL_EXHAUSTED',
      `No database connection of context '${this.context}' became free within ${this.acquireTimeoutMs} ms: all ${this.size} are in use${holders}, the longest for ${oldest} ms.`,
      'Likely a handler holds one in its transaction and waits for a second one outside it: use the injected repository or DataSource there, and no query of the same context through another. Else raise DATABASE_POOL_TOTAL.',
      { cause },
    );
  }
}

/** Text of the error that `pg-pool` gives to a caller that waited in its queue; it has no code. */
const WAITED_TOO_LONG = 'timeout exceeded when trying to connect';
