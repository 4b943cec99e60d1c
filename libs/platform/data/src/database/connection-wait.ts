import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** Maximum wait for a connection of work without a deadline, in milliseconds. */
const MAX_WAIT_MS = 30_000;
const CHECK_INTERVAL_MS = 100;
/** A wait ends this many milliseconds before the caller's deadline, so that the more detailed error is reported. */
const DEADLINE_MARGIN_MS = 500;

/** The server has no free connection, or is starting: both are temporary. */
const NOT_NOW = new Set(['53300', '57P03']);
const RETRY_MS = { first: 50, longest: 1_000 };

/** No connection became available in time. */
export class WaitedTooLongError extends Error {
  readonly waitedMs: number;
  /** Whether the connections in use were idle for a long time: their holders likely wait for one more connection. */
  readonly stuck: boolean;

  constructor(waitedMs: number, stuck: boolean) {
    super('No connection became free in time.');
    this.waitedMs = waitedMs;
    this.stuck = stuck;
  }
}

interface Waiter {
  readonly since: number;
  readonly giveUpAt: number;
  looks: number;
  giveUp(stuck: boolean): void;
}

/**
 * Waits for connections of a pool. An overloaded database answers late, so a call waits until its deadline. But work
 * that holds a connection and waits for a second one would wait forever. A wait therefore ends early if no connection
 * in use runs a statement, is released or is being opened for `stuckMs`. Checks are counted instead of time, so that a
 * process which was suspended does not give up when it resumes.
 */
export class ConnectionWait {
  readonly #pool: pg.Pool;
  readonly #connect: () => Promise<pg.PoolClient>;
  readonly #stuckMs: number;
  readonly #inUse = new Set<pg.PoolClient>();
  readonly #waiting = new Set<Waiter>();
  #moved = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: pg.Pool, stuckMs: number) {
    this.#pool = pool;
    this.#connect = pool.connect.bind(pool);
    this.#stuckMs = stuckMs;
    const left = (client: pg.PoolClient): void => {
      this.#inUse.delete(client);
      this.#moved = true;
    };
    pool.on('acquire', (client) => {
      this.#inUse.add(client);
      this.#moved = true;
    });
    pool.on('release', (_error, client) => left(client));
    pool.on('remove', left);
  }

  /**
   * Returns a connection, by the deadline of the call that needs it.
   *
   * @param deadline milliseconds since the epoch; `undefined` for work without one, which waits for 30 s
   * @throws WaitedTooLongError, or the error of connecting
   */
  async acquire(deadline: number | undefined): Promise<pg.PoolClient> {
    // Earlier waiters take idle connections first.
    if (this.#pool.idleCount > this.#pool.waitingCount) return this.#connect();
    const since = Date.now();
    const time = (deadline ?? since + MAX_WAIT_MS) - since;
    const giveUpAt = since + Math.max(0, time - Math.min(DEADLINE_MARGIN_MS, time / 10));
    for (let pause = RETRY_MS.first; ; pause = Math.min(RETRY_MS.longest, pause * 2)) {
      try {
        return await this.#queue(since, giveUpAt);
      } catch (error) {
        if (!NOT_NOW.has((error as { code?: string }).code ?? '') || Date.now() + pause >= giveUpAt) throw error;
        await sleep(pause * (0.5 + Math.random() / 2));
      }
    }
  }

  #queue(since: number, giveUpAt: number): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      const giveUp = (stuck: boolean): void => {
        this.#waiting.delete(waiter);
        reject(new WaitedTooLongError(Date.now() - since, stuck));
      };
      const waiter: Waiter = { since, giveUpAt, looks: 0, giveUp };
      this.#waiting.add(waiter);
      this.#timer ??= setInterval(() => this.#look(), CHECK_INTERVAL_MS).unref();
      this.#connect().then(
        // A cancelled wait stays in the queue of the pool, so its connection is released at once.
        (client) => (this.#waiting.delete(waiter) ? resolve(client) : client.release()),
        (error: Error) => {
          this.#waiting.delete(waiter);
          reject(error);
        },
      );
    });
  }

  #look(): void {
    const active = this.#moved || this.#isConnecting || [...this.#inUse].some(runsStatement);
    this.#moved = false;
    const now = Date.now();
    for (const waiter of this.#waiting) {
      waiter.looks = active ? 0 : waiter.looks + 1;
      const stuck = waiter.looks * CHECK_INTERVAL_MS >= this.#stuckMs;
      if (stuck || now >= waiter.giveUpAt) waiter.giveUp(stuck);
    }
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get #isConnecting(): boolean {
    return this.#pool.totalCount > this.#pool.idleCount + this.#inUse.size;
  }
}

/** Whether a statement is running. The types of node-postgres lack this property. */
const runsStatement = (client: pg.PoolClient): boolean =>
  (client as unknown as { readonly readyForQuery?: boolean }).readyForQuery === false;
