import type pg from 'pg';

/** The existing role and schema of a context. */
export interface FoundContext {
  readonly context: string;
  readonly role: string;
  readonly roleExists: boolean;
  /** `null` if there is no schema. */
  readonly schemaOwner: string | null;
  /** -1 means no limit. */
  readonly connectionLimit: number;
  /** Rights of the role that no context needs, as `ALTER ROLE` names them. */
  readonly excess: readonly string[];
}

/** The state of the server and database, and the rights of the user. */
export interface FoundServer {
  readonly user: string;
  readonly isSuperuser: boolean;
  readonly version: number;
  readonly maxConnections: number;
  /** Whether every role may connect to the database or create temporary tables in it, and the user can change that. */
  readonly isOpen: boolean;
  /** Whether every role may create tables in the schema `public`. */
  readonly publicIsOpen: boolean;
  /** Which of `postgres` and `template1` every role may connect to, if the user can change that. */
  readonly openNeighbours: readonly string[];
}

const SERVER = `SELECT current_user AS "user", me.rolsuper AS "isSuperuser",
  current_setting('server_version_num')::int AS version, current_setting('max_connections')::int AS "maxConnections",
  EXISTS (SELECT FROM pg_database d WHERE d.datname = $1 AND (me.rolsuper OR pg_has_role(d.datdba, 'USAGE'))
    AND has_database_privilege('public', d.oid, 'CONNECT, TEMPORARY')) AS "isOpen",
  coalesce((SELECT has_schema_privilege('public', oid, 'CREATE') FROM pg_namespace WHERE nspname = 'public'), false) AS "publicIsOpen",
  ARRAY(SELECT d.datname::text FROM pg_database d WHERE d.datname IN ('postgres', 'template1') AND d.datname <> $1
    AND (me.rolsuper OR pg_has_role(d.datdba, 'USAGE')) AND has_database_privilege('public', d.oid, 'CONNECT') ORDER BY 1) AS "openNeighbours"
FROM pg_roles me WHERE me.rolname = current_user`;

const CONTEXTS = `SELECT w.context, w.role, r.oid IS NOT NULL AS "roleExists",
  (SELECT pg_get_userbyid(nspowner)::text FROM pg_namespace WHERE nspname = w.context) AS "schemaOwner",
  coalesce(r.rolconnlimit, -1) AS "connectionLimit",
  array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
    CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolinherit THEN 'INHERIT' END,
    CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END], NULL) AS excess
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (context, role, place) LEFT JOIN pg_roles r ON r.rolname = w.role
ORDER BY w.place`;

/** Reads the state of server and contexts before anything is set up. */
export async function lookAt(
  client: pg.Client,
  database: string,
  wanted: readonly { readonly context: string; readonly role: string }[],
): Promise<{ readonly server: FoundServer; readonly contexts: readonly FoundContext[] }> {
  const server = await client.query<FoundServer>(SERVER, [database]);
  const names = [wanted.map(({ context }) => context), wanted.map(({ role }) => role)];
  const contexts = await client.query<FoundContext>(CONTEXTS, names);
  return { server: server.rows[0]!, contexts: contexts.rows };
}
