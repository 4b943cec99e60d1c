import type { UnitOfWork } from '@multilith/data';

/** A statement; with a name, a connection parses it once. */
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

/** What the engine needs of the database of a context; a `ContextDatabase` is one. */
export interface SubscriberDatabase {
  readonly context: string;
  readonly schema: string;
  readonly pool: Queryable;
  begin(): UnitOfWork;
}
