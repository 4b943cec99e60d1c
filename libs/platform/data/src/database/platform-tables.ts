import type pg from 'pg';
import { journalSchema } from '../journal/journal.schema.js';
import { idempotencySchema, idempotencyVersionsSchema } from '../unit-of-work/idempotency.schema.js';

/** The tables that one package of the platform keeps in the schema of every context. */
export interface PlatformTables {
  /** Name of the package, such as `events`; the version of its tables is stored under this name. */
  readonly package: string;
  /** SQL steps that create and change the tables, oldest first. Append new steps; never change a released one. */
  readonly steps: readonly string[];
}

/** The tables of every context: its journal and the idempotency records of commands. */
export const DATA_TABLES: PlatformTables = {
  package: 'data',
  steps: [`${journalSchema}${idempotencySchema}`, idempotencyVersionsSchema],
};

/**
 * Returns the versions of the platform's tables by package, in the schema of the connection; empty for a new schema.
 */
export async function tableVersions(client: pg.Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ found: boolean }>(`SELECT to_regclass('runtime_version') IS NOT NULL AS found`);
  if (!rows[0]?.found) return new Map();
  const versions = await client.query<{ package: string; version: number }>(
    'SELECT package, max(version) AS version FROM runtime_version GROUP BY package',
  );
  return new Map(versions.rows.map((row) => [row.package, row.version]));
}

/** Migrates the tables of one package, one transaction per step. The caller holds the lock. */
export async function migrateTables(client: pg.Client, tables: PlatformTables): Promise<void> {
  const done = (await tableVersions(client)).get(tables.package) ?? 0;
  for (const [index, step] of tables.steps.entries()) {
    if (index < done) continue;
    await client.query('BEGIN');
    try {
      await client.query(
        'CREATE TABLE IF NOT EXISTS runtime_version (package text, version integer, since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (package, version))',
      );
      await client.query(step);
      await client.query('INSERT INTO runtime_version (package, version) VALUES ($1, $2)', [tables.package, index + 1]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  }
}
