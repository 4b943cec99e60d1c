import { Logger } from '@nestjs/common';
import type { DataAccess, HandlerScope } from '../scope/call-scope.js';
import { refuseLate } from '../scope/late-work.js';

/** A connection that a query handler holds. */
export interface HeldConnection {
  /** Releases the connection once its current statement has ended. */
  takeBack(): void;
}

/** Minimum time between two reports about the same leaking handler, in milliseconds. */
const REPORT_INTERVAL_MS = 60_000;
const reported = new Map<string, { at: number; since: number }>();

/**
 * The connections of a query handler. A query has no transaction: each statement takes a connection, and connections
 * that the handler does not release are taken back when it ends.
 */
export class QueryWork implements DataAccess {
  readonly #held = new Set<HeldConnection>();
  #ended = false;

  readonly context: string;
  /** Name of the query. */
  readonly message: string;
  /** Whether its module lists it in `writingQueries`. */
  readonly mayWrite: boolean;

  constructor(context: string, message: string, mayWrite: boolean) {
    this.context = context;
    this.message = message;
    this.mayWrite = mayWrite;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** @throws MultilithError `LATE_WRITE` after the end */
  refuseIfEnded(): void {
    if (this.#ended) throw refuseLate(this.context, 'used the database');
  }

  hold(connection: HeldConnection): void {
    this.#held.add(connection);
  }

  returned(connection: HeldConnection): void {
    this.#held.delete(connection);
  }

  end(): void {
    this.#ended = true;
    if (this.#held.size === 0) return;
    this.#report(this.#held.size);
    for (const connection of this.#held) connection.takeBack();
  }

  #report(count: number): void {
    const now = Date.now();
    const last = reported.get(this.message) ?? { at: 0, since: 0 };
    if (now - last.at < REPORT_INTERVAL_MS) {
      last.since += count;
      return;
    }
    reported.set(this.message, { at: now, since: 0 });
    const before = last.since > 0 ? ` (${last.since} more since the last report)` : '';
    new Logger('Database').warn(
      `${this.message} of '${this.context}' ended with ${count} database ${count === 1 ? 'connection' : 'connections'} that it had not released${before}; the runtime took ${count === 1 ? 'it' : 'them'} back. Await every statement, and release query runners and streams in a finally block.`,
    );
  }
}

/**
 * Returns the connections of a query handler; `undefined` for other handlers, and for a query inside a unit of work.
 */
export const queryWorkOf = (scope: HandlerScope | undefined): QueryWork | undefined =>
  scope?.data instanceof QueryWork ? scope.data : undefined;
