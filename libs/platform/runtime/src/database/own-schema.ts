import pg from 'pg';
import { RuntimeError } from '../errors/runtime-error.js';
import { clientOptions, type ConnectionOptions } from './data-source-options.js';
import { databaseUnavailable } from './provisioning.js';

/**
 * Makes sure that a login of its own, given by `<CONTEXT>_DATABASE_URL`, has the schema of its context. Needs no
 * rights beyond CREATE on the database, and none where the schema exists.
 *
 * @throws RuntimeError `DATABASE_PROVISIONING` with the SQL to run, `DATABASE_UNAVAILABLE`
 */
export async function ensureOwnSchema(context: string, options: ConnectionOptions): Promise<void> {
  const client = new pg.Client(clientOptions(options));
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw databaseUnavailable(context, cause);
  }
  try {
    const { rows } = await client.query<{ usable: boolean; user: string }>(
      `SELECT current_user AS user, coalesce(bool_or(has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE')), false) AS usable
       FROM pg_namespace WHERE nspname = $1`,
      [context],
    );
    if (rows[0]?.usable) return;
    const schema = pg.escapeIdentifier(context);
    await client.query(`CREATE SCHEMA ${schema}`).catch(async (cause: pg.DatabaseError) => {
      // Another host that starts at the same moment was faster.
      if (cause.code === '23505' || cause.code === '42P06') return;
      throw new RuntimeError(
        'DATABASE_PROVISIONING',
        `The login "${rows[0]?.user}" of context '${context}' has no schema "${context}" to write to: ${cause.message}.`,
        `Run in that database: CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${pg.escapeIdentifier(rows[0]?.user ?? '')};`,
        { cause },
      );
    });
  } finally {
    await client.end().catch(() => {});
  }
}
