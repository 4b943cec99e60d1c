import type pg from 'pg';

/** An unfinished object in a schema, left by a failed or interrupted statement. */
export interface Leftover {
  /** Description, such as "an invalid index …". */
  readonly what: string;
  /** SQL that removes or completes it. */
  readonly remedy: string;
}

/** Returns the unfinished objects in the schema of the connection. */
export async function leftovers(client: pg.ClientBase): Promise<Leftover[]> {
  const { rows } = await client.query<Leftover>(INVALID_INDEXES);
  const version = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  );
  // Before version 14 a partition could not be detached concurrently.
  if ((version.rows[0]?.version ?? 0) >= 140000) rows.push(...(await client.query<Leftover>(PENDING_DETACHES)).rows);
  rows.push(...(await client.query<Leftover>(OPEN_CONSTRAINTS)).rows);
  return rows;
}

// Excludes indexes of partitioned tables, which are invalid until every partition has its index.
const INVALID_INDEXES = `
SELECT format('an invalid index %I on %I, which PostgreSQL does not use', c.relname, t.relname) AS what,
  format('DROP INDEX CONCURRENTLY %I.%I;', n.nspname, c.relname) AS remedy
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname = current_schema() ORDER BY c.relname`;

const PENDING_DETACHES = `
SELECT format('a partition %I that is half detached from %I', c.relname, p.relname) AS what,
  format('ALTER TABLE %I.%I DETACH PARTITION %I.%I FINALIZE;', pn.nspname, p.relname, n.nspname, c.relname) AS remedy
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE i.inhdetachpending AND n.nspname = current_schema() ORDER BY c.relname`;

const OPEN_CONSTRAINTS = `
SELECT format('a constraint %I of %I that old rows were not checked against', o.conname, t.relname) AS what,
  format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I;', n.nspname, t.relname, o.conname) AS remedy
FROM pg_constraint o JOIN pg_class t ON t.oid = o.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE NOT o.convalidated AND n.nspname = current_schema() ORDER BY o.conname`;
