import pg from 'pg';

const { escapeIdentifier: id } = pg;

const OPEN = `SELECT datname AS name, datname = $1 AS own FROM pg_database
WHERE datallowconn AND (has_database_privilege('public', oid, 'CONNECT')
  OR datname = $1 AND has_database_privilege('public', oid, 'TEMPORARY')) ORDER BY 1`;

const MEMBERSHIPS = `SELECT r.rolname AS role, g.rolname AS "group" FROM pg_auth_members m
JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid WHERE r.rolname = ANY ($1) ORDER BY 1, 2`;

/** Returns the excess access of context roles, each with the SQL that revokes it. */
export async function hintsFor(
  client: pg.Client,
  database: string,
  logins: readonly { readonly role: string }[],
): Promise<string[]> {
  const open = await client.query<{ name: string; own: boolean }>(OPEN, [database]);
  const members = await client.query<{ role: string; group: string }>(MEMBERSHIPS, [logins.map(({ role }) => role)]);
  return [
    ...open.rows.map(({ name, own }) =>
      own
        ? `Every role of the server may use database "${name}". Have its owner run: REVOKE CONNECT, TEMPORARY ON DATABASE ${id(name)} FROM PUBLIC;`
        : `The roles of contexts may connect to database "${name}" too. Where nothing else needs that: REVOKE CONNECT ON DATABASE ${id(name)} FROM PUBLIC;`,
    ),
    ...members.rows.map(
      ({ role, group }) =>
        `Role "${role}" is a member of "${group}" and may act as it: REVOKE ${id(group)} FROM ${id(role)};`,
    ),
  ];
}
