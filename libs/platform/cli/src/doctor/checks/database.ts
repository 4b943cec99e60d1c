import pg from 'pg';
import { databaseVariable, MAIN_HOST } from '@multilith/runtime/host';
import { faults, unknown, type Check } from '../finding.js';
import { contextsOf, type InspectedDeployment } from '../inspected-deployment.js';

/** Name of the check that reports refused logins, on behalf of all checks. */
const ROLES = 'database-roles';
const CONNECT_TIMEOUT_MS = 5_000;

/** Facts that the role of a context can query about itself. */
interface RoleFacts {
  readonly powers: readonly string[];
  readonly memberOf: readonly string[];
  readonly limit: number;
  readonly publicRights: readonly string[];
  readonly foreignSchemas: readonly string[];
  readonly ownsSchema: boolean;
  readonly otherDatabases: readonly string[];
}

const FACTS = `
SELECT array_remove(ARRAY[
         CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
         CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolreplication THEN 'REPLICATION' END,
         CASE WHEN rolbypassrls THEN 'BYPASSRLS' END], NULL) AS powers,
       ARRAY(SELECT pg_get_userbyid(roleid)::text FROM pg_auth_members WHERE member = r.oid) AS "memberOf",
       rolconnlimit AS limit,
       array_remove(ARRAY[
         CASE WHEN has_database_privilege('public', current_database(), 'CONNECT') THEN 'CONNECT' END,
         CASE WHEN has_database_privilege('public', current_database(), 'TEMP') THEN 'TEMP' END,
         CASE WHEN has_database_privilege('public', current_database(), 'CREATE') THEN 'CREATE' END,
         CASE WHEN EXISTS (SELECT FROM pg_namespace n WHERE nspname = 'public' AND has_schema_privilege('public', n.oid, 'CREATE'))
           THEN 'CREATE in schema public' END], NULL) AS "publicRights",
       ARRAY(SELECT nspname::text FROM pg_namespace n
             WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public', $1)
               AND (has_schema_privilege(n.oid, 'USAGE') OR has_schema_privilege(n.oid, 'CREATE'))) AS "foreignSchemas",
       EXISTS (SELECT FROM pg_namespace WHERE nspname = $1 AND nspowner = r.oid) AS "ownsSchema",
       ARRAY(SELECT datname::text FROM pg_database d
             WHERE datallowconn AND datname <> current_database() AND has_database_privilege(d.oid, 'CONNECT')) AS "otherDatabases"
FROM pg_roles r WHERE rolname = current_user`;

/** The server responded, but refused the login. */
class Refused extends Error {}

/** Returns a check of each context's role, which connects with that role. */
const roleCheck = (
  rest: Pick<Check, 'name' | 'title' | 'remedy'>,
  find: (facts: RoleFacts, context: string) => readonly string[],
): Check => ({
  ...rest,
  run: async (deployment) => {
    const found = [...(await factsOf(deployment))];
    const refused = found.flatMap(([context, facts]) =>
      facts instanceof Refused ? [`${context}: ${facts.message}`] : [],
    );
    if (refused.length > 0) return rest.name === ROLES ? faults(refused) : unknown(`See ${ROLES}.`);
    const wrong = found.flatMap(([context, facts]) =>
      facts instanceof Error ? [] : find(facts, context).map((fault) => `${context}: ${fault}`),
    );
    if (wrong.length > 0) return faults(wrong);
    const unreached = found.flatMap(([context, facts]) =>
      facts instanceof Error ? [`${context}: ${facts.message}`] : [],
    );
    return unreached.length > 0 ? unknown(...unreached) : faults([]);
  },
});

const PROVISION = 'Run npm run multilith -- provision with DATABASE_URL and DATABASE_ROLE_SECRET of the deployment.';

export const databaseChecks: readonly Check[] = [
  roleCheck(
    {
      name: ROLES,
      title: "Each context's role owns its schema, and has no power over the server or other contexts",
      remedy: PROVISION,
    },
    ({ powers, memberOf, foreignSchemas, ownsSchema }, context) => [
      ...powers.map((power) => `its role has ${power}.`),
      ...memberOf.map((role) => `its role is a member of ${role}.`),
      ...foreignSchemas.map((schema) => `its role may use schema ${schema}.`),
      ...(ownsSchema ? [] : [`its role does not own schema ${context}.`]),
    ],
  ),
  roleCheck(
    {
      name: 'database-role-limits',
      title: 'No role can take all connections of the database',
      remedy: `${PROVISION} It sets a CONNECTION LIMIT per role.`,
    },
    ({ limit }) => (limit < 0 ? ['its role has no CONNECTION LIMIT.'] : []),
  ),
  roleCheck(
    {
      name: 'database-public',
      title: 'Roles without a context may not connect to the database, and no role may create temporary tables',
      remedy: `${PROVISION} It revokes the rights that PostgreSQL gives to PUBLIC.`,
    },
    ({ publicRights }) => publicRights.map((right) => `PUBLIC has ${right}.`),
  ),
  roleCheck(
    {
      name: 'database-others',
      title: 'Roles of contexts may connect to no other database of the server',
      remedy: 'REVOKE CONNECT ON DATABASE … FROM PUBLIC in each of them, or give the deployment a server of its own.',
    },
    ({ otherDatabases }) => otherDatabases.map((database) => `its role may connect to ${database}.`),
  ),
];

/** Facts by deployment: queried once for all checks. */
const known = new WeakMap<InspectedDeployment, Promise<Map<string, RoleFacts | Error>>>();

function factsOf(deployment: InspectedDeployment): Promise<Map<string, RoleFacts | Error>> {
  const facts = known.get(deployment) ?? readFacts(deployment);
  known.set(deployment, facts);
  return facts;
}

async function readFacts(deployment: InspectedDeployment): Promise<Map<string, RoleFacts | Error>> {
  const logins = deployment.hosts.flatMap(({ name, env }) =>
    contextsOf(deployment.places, name, MAIN_HOST).map((context) => ({ context, url: env[databaseVariable(context)] })),
  );
  const found = await Promise.all(
    logins.map(async ({ context, url }): Promise<[string, RoleFacts | Error]> => [
      context,
      await roleFacts(deployment, context, url).catch((error: Error) => error),
    ]),
  );
  return new Map(found);
}

async function roleFacts(
  deployment: InspectedDeployment,
  context: string,
  text: string | undefined,
): Promise<RoleFacts> {
  if (!text || !URL.canParse(text)) throw new Error(`${databaseVariable(context)} is not set.`);
  const url = new URL(text);
  const { host, port } = deployment.reach('database', { host: url.hostname, port: url.port || '5432' });
  url.hostname = host;
  url.port = port;
  const client = new pg.Client({
    connectionString: url.href,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'multilith-doctor',
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<RoleFacts>(FACTS, [context]);
    return rows[0]!;
  } catch (error) {
    const reason = (error as Error).message || String(error);
    if (error instanceof pg.DatabaseError) throw new Refused(`the database does not let its role in: ${reason}.`);
    throw new Error(`${host}:${port} does not answer: ${reason}.`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}
