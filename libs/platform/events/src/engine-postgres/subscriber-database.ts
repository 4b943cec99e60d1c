import type { UnitOfWork } from '@multilith/data';

/** A statement. If it has a name, each connection parses it once. */
export interface PreparedQuery {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

/** Runs one statement (without parameters: several) on some connection, in a transaction of its own. */
export interface Queryable {
  // The shape of `pg.Pool`, whose rows are untyped.
  query(
    sql: string | PreparedQuery,
    params?: unknown[],
  ): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** The database operations that the engine needs; `ContextDatabase` implements them. */
export interface SubscriberDatabase {
  readonly context: string;
  readonly schema: string;
  readonly pool: Queryable;
  /** Runs statements in one round trip, each in a transaction of its own. */
  inOneTrip(statements: readonly PreparedQuery[]): Promise<readonly { rows: Record<string, unknown>[] }[]>;
  begin(): UnitOfWork;
}
