import type pg from 'pg';
import { failureSchema, subscriptionSchema } from '../engine-postgres/subscription.schema.js';
import { journalSchema } from '../journal/journal.schema.js';
import { idempotencySchema } from '../unit-of-work/idempotency.schema.js';

/** The runtime's own tables in the schema of a context, step by step. Append; never change a step that was released. */
const STEPS: readonly string[] = [`${journalSchema}${subscriptionSchema}${idempotencySchema}`, failureSchema];

/** The version that this runtime needs. */
export const RUNTIME_VERSION = STEPS.length;

/** The version of the runtime's tables in the schema that the connection works in; 0 where there are none. */
export async function runtimeVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ found: boolean }>(`SELECT to_regclass('runtime_version') IS NOT NULL AS found`);
  if (!rows[0]?.found) return 0;
  const versions = await client.query<{ version: number }>('SELECT max(version) AS version FROM runtime_version');
  return versions.rows[0]?.version ?? 0;
}

/** Brings the runtime's tables up to date, one transaction per step. The caller holds the lock. */
export async function migrateRuntime(client: pg.Client): Promise<void> {
  for (let version = await runtimeVersion(client); version < RUNTIME_VERSION; version++) {
    await client.query('BEGIN');
    try {
      await client.query(
        'CREATE TABLE IF NOT EXISTS runtime_version (version integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())',
      );
      await client.query(STEPS[version]!);
      await client.query('INSERT INTO runtime_version (version) VALUES ($1)', [version + 1]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  }
}
