import { MultilithError } from '@multilith/contract';
import pg from 'pg';
import { clientOptions, type ConnectionOptions } from './data-source-options.js';
import { databaseUnavailable } from './database-unavailable.js';

/**
 * Creates the schema of a context if it is missing, through the context's own login. Needs only CREATE on the database,
 * and no right at all if the schema exists.
 *
 * @returns the connection limit of the login; -1 if it has no limit
 * @throws MultilithError `DATABASE_PROVISIONING` with the SQL to run, `DATABASE_UNAVAILABLE`
 */
export async function ensureOwnSchema(
  context: string,
  options: ConnectionOptions,
): Promise<{ readonly connectionLimit: number }> {
  const client = new pg.Client(clientOptions(options));
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw databaseUnavailable(context, cause);
  }
  try {
    const { rows } = await client.query<{ usable: boolean; user: string; connectionLimit: number }>(
      `SELECT current_user AS user, (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS "connectionLimit",
         coalesce(bool_or(has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE')), false) AS usable
       FROM pg_namespace WHERE nspname = $1`,
      [context],
    );
    const { connectionLimit = -1, usable = false } = rows[0] ?? {};
    if (usable) return { connectionLimit };
    const schema = pg.escapeIdentifier(context);
    await client.query(`CREATE SCHEMA ${schema}`).catch(async (cause: pg.DatabaseError) => {
      // Another host created it at the same moment.
      if (cause.code === '23505' || cause.code === '42P06') return;
      throw new MultilithError(
        'DATABASE_PROVISIONING',
        `The login "${rows[0]?.user}" of context '${context}' has no schema "${context}" to write to: ${cause.message}.`,
        `Run in that database: CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${pg.escapeIdentifier(rows[0]?.user ?? '')};`,
        { cause },
      );
    });
    return { connectionLimit };
  } finally {
    await client.end().catch(() => {});
  }
}
