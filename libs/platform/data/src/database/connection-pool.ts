import { MultilithError } from '@multilith/contract';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { currentScope } from '../scope/call-scope.js';
import { patience } from '../environment/debug-mode.js';
import type { ConnectionSource } from '../unit-of-work/connection-source.js';
import { ConnectionWait, WaitedTooLongError } from './connection-wait.js';
import type { Access, ContextClient } from './context-client.js';
import { describeLoans, type Loan } from './loans.js';
import { databaseUnavailable } from './database-unavailable.js';

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, done: (error?: Error) => void) => void;

/** A connection in use for longer than this, in milliseconds, is logged as a warning: its transaction holds locks. */
const LONG_LOAN_MS = 5_000;

/** The connection pool of a context. Its errors say which work holds the connections. */
export class ConnectionPool implements ConnectionSource {
  readonly #loans = new Map<pg.PoolClient, Loan>();
  readonly #lost = new WeakSet<pg.ClientBase>();

  readonly #logger = new Logger('Database');
  #pool: pg.Pool | undefined;
  #wait: ConnectionWait | undefined;

  readonly context: string;
  readonly size: number;
  readonly #acquireTimeoutMs: number;

  constructor(context: string, size: number, acquireTimeoutMs: number) {
    this.context = context;
    this.size = size;
    this.#acquireTimeoutMs = acquireTimeoutMs;
  }

  /** The pool; available once TypeORM has created it. */
  get pool(): pg.Pool {
    if (!this.#pool) throw new Error(`The pool of context '${this.context}' is used before it is open.`);
    return this.#pool;
  }

  open(pool: pg.Pool): void {
    this.#pool = pool;
    this.#wait = new ConnectionWait(pool, this.#acquireTimeoutMs);
    const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
    // Connections borrowed from the pool directly may write: the event engine, and work outside of handlers.
    pool.connect = ((callback?: Connected) => {
      const lent = connect().then((client) => allowing(client, 'read-write'));
      if (!callback) return lent;
      lent.then(
        (client) => callback(undefined, client, client.release),
        (error: Error) => callback(error, undefined, () => {}),
      );
    }) as pg.Pool['connect'];
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

  /**
   * Watches a new connection: without an error listener, a connection that breaks while in use would end the process.
   */
  readonly watch = (client: pg.ClientBase): void => {
    client.on('error', () => this.#lost.add(client));
  };

  isLost(client: pg.PoolClient): boolean {
    return this.#lost.has(client);
  }

  /** @param access omit it for work whose transactions set their own access mode */
  async acquire(access?: Access): Promise<pg.PoolClient> {
    if (!this.#wait) throw new Error(`The pool of context '${this.context}' is used before it is open.`);
    const scope = currentScope();
    try {
      const client = await this.#wait.acquire(scope?.deadline);
      if (access !== undefined) await allowing(client, access);
      this.#loans.set(client, { since: Date.now(), message: scope?.message });
      return client;
    } catch (cause) {
      throw cause instanceof WaitedTooLongError ? this.#exhausted(cause) : databaseUnavailable(this.context, cause);
    }
  }

  #exhausted(cause: WaitedTooLongError): MultilithError {
    const { holders, remedy } = describeLoans(this.#loans, this.pool.totalCount - this.pool.idleCount);
    return new MultilithError(
      'POOL_EXHAUSTED',
      `No database connection of context '${this.context}' became free within ${cause.waitedMs} ms: all ${this.size} are in use${holders}.`,
      remedy,
      { cause },
    );
  }
}

/** Sets the access mode of a connection; closes the connection if that fails. */
async function allowing(client: pg.PoolClient, access: Access): Promise<pg.PoolClient> {
  try {
    await (client as unknown as ContextClient).allow(access);
    return client;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}
