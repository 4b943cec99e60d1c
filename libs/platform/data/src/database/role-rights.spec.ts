import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { notePersistence } from '../../test/note-context.js';
import { availableConnections } from './connection-budget.js';
import { ContextDatabases } from './context-databases.js';
import { contextDatabaseUrl, DATABASE_DEFAULTS, type DatabaseConfig } from './database-config.js';
import { provision } from './provisioning.js';
import { withRoleSecret } from './role-secret.js';

/** What a hostile role of one context may do beside its own schema: nothing. */
describe('the role of a context', () => {
  let server: TestDatabase;
  let other: TestDatabase;
  let databases: ContextDatabases;
  let config: DatabaseConfig;
  const urlOf = (context: string, database = server.name): string =>
    Object.assign(new URL(contextDatabaseUrl(config, context)), { pathname: `/${database}` }).href;
  const clients: pg.Client[] = [];
  const connect = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    [server, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    config = { ...DATABASE_DEFAULTS, url: server.url, roleSecret: 'of this spec', roleConnections: 12 };
    // What a deployment without DATABASE_ROLE_SECRET keeps.
    await withRoleSecret({ url: server.url });
    databases = new ContextDatabases(config, 'spec');
    await Promise.all(['orders', 'reporting'].map((context) => databases.open(context, notePersistence, 2)));
    await provision({ ...config, url: other.url }, ['elsewhere']);
  });
  afterEach(async () => void (await Promise.all(clients.splice(0).map((client) => client.end()))));
  afterAll(async () => {
    await databases.closeAll();
    await Promise.all([server.drop(), other.drop()]);
  });

  it('has no right that it does not need', async () => {
    const roles = await server.query(
      `SELECT rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolreplication, rolbypassrls, rolconnlimit
       FROM pg_roles WHERE starts_with(rolname, $1)`,
      [`${server.name}_`],
    );
    expect(roles).toHaveLength(2);
    for (const role of roles)
      expect(role).toEqual({
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolinherit: false,
        rolreplication: false,
        rolbypassrls: false,
        rolconnlimit: 12,
      });
  });

  it.each([
    'CREATE TEMP TABLE mine (id int)',
    'CREATE TABLE public.mine (id int)',
    'CREATE SCHEMA mine',
    'CREATE DATABASE mine',
    'CREATE ROLE mine',
    'CREATE EXTENSION dblink',
    'SELECT * FROM multilith_provisioning.role_secret',
    `SELECT nextval('orders.journal_id_seq')`,
    'LOCK TABLE orders.setup_turn IN EXCLUSIVE MODE',
    'LOCK TABLE orders.journal IN ROW EXCLUSIVE MODE',
    `UPDATE pg_database SET datconnlimit = 0`,
    `SELECT pg_read_file('/etc/passwd')`,
    `SELECT lo_import('/etc/passwd')`,
    `COPY (SELECT 1) TO PROGRAM 'id'`,
    'ALTER ROLE CURRENT_USER CONNECTION LIMIT -1',
    'ALTER ROLE CURRENT_USER SUPERUSER',
    `ALTER SYSTEM SET max_connections = 1`,
    `SELECT pg_create_logical_replication_slot('x', 'pgoutput')`,
    'CREATE PUBLICATION p FOR ALL TABLES',
  ])('is refused: %s', async (sql) => {
    const reporting = await connect(urlOf('reporting'));
    if (sql.startsWith('LOCK')) await reporting.query('BEGIN');
    await expect(reporting.query(sql)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:42501|0LP01)$/) as string,
    });
  });

  it('ends no session of another context', async () => {
    const orders = await connect(urlOf('orders'));
    const { rows } = await orders.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const reporting = await connect(urlOf('reporting'));
    for (const kill of ['pg_terminate_backend', 'pg_cancel_backend'])
      await expect(reporting.query(`SELECT ${kill}($1)`, [rows[0]!.pid])).rejects.toMatchObject({ code: '42501' });
    await orders.query('SELECT 1');
  });

  it('neither reads nor removes large objects of another context', async () => {
    const orders = await connect(urlOf('orders'));
    const { rows } = await orders.query<{ oid: number }>(`SELECT lo_from_bytea(0, 'secret') AS oid`);
    const reporting = await connect(urlOf('reporting'));
    for (const sql of ['SELECT lo_get($1)', 'SELECT lo_unlink($1)', `SELECT lo_put($1, 0, 'x')`])
      await expect(reporting.query(sql, [rows[0]!.oid])).rejects.toMatchObject({ code: '42501' });
  });

  it('may not connect to the database of another deployment on the same server', async () => {
    await expect(connect(urlOf('reporting', other.name))).rejects.toMatchObject({ code: '42501' });
    await connect(urlOf('reporting'));
  });

  it('takes no more connections than its limit, and leaves the rest to others', async () => {
    const held: pg.Client[] = [];
    const refused = await (async (): Promise<unknown> => {
      for (let n = 0; n < 50; n++) {
        const client = await connect(urlOf('reporting')).catch((error: unknown) => error);
        if (!(client instanceof pg.Client)) return client;
        held.push(client);
      }
      return undefined;
    })();
    expect(refused).toMatchObject({ code: '53300' });
    expect(held.length).toBeLessThanOrEqual(12);
    await connect(urlOf('orders'));
    await Promise.all(held.map((client) => client.end()));
  });

  it('stops no migration of another context', async () => {
    const reporting = await connect(urlOf('reporting'));
    // The numbers that an earlier version locked to take turns.
    await reporting.query(`SELECT pg_advisory_lock(1835824229, hashtext('migrate payments')),
      pg_advisory_lock(1835824229, hashtext('${server.name}_payments'))`);
    await databases.open('payments', notePersistence, 3);
  });
});

describe('provisioning', () => {
  let server: TestDatabase;
  beforeAll(async () => {
    server = await createTestDatabase();
  });
  afterAll(() => server.drop());
  const config = (): DatabaseConfig => ({ ...DATABASE_DEFAULTS, url: server.url, roleSecret: 's' });
  const limitOf = async (context: string): Promise<unknown> =>
    (
      await server.query('SELECT rolconnlimit AS limit FROM pg_roles WHERE rolname = $1', [`${server.name}_${context}`])
    )[0]?.['limit'];

  it('only tells what it would do when it is asked to', async () => {
    const { statements } = await provision(config(), ['orders'], { dryRun: true });
    expect(statements.join('\n')).toMatch(/CREATE ROLE .* NOSUPERUSER .* CONNECTION LIMIT \d+ PASSWORD 'SCRAM-SHA-256/);
    expect(statements.join('\n')).toContain('REVOKE CONNECT, TEMPORARY ON DATABASE');
    expect(await limitOf('orders')).toBeUndefined();
  });

  it('limits a role to three quarters of what the server takes, unless a setting says otherwise', async () => {
    const [{ takes } = { takes: 0 }] = await server.query<{ takes: number }>(
      `SELECT current_setting('max_connections')::int AS takes`,
    );
    await provision(config(), ['orders', 'payments']);
    expect(await limitOf('orders')).toBe(Math.floor((availableConnections(takes) * 3) / 4));
    await server.query(`ALTER ROLE ${server.name}_orders CONNECTION LIMIT 7`);
    await provision(config(), ['orders', 'payments']);
    expect(await limitOf('orders')).toBe(7);
    await provision({ ...config(), roleConnections: 9 }, ['orders']);
    expect(await limitOf('orders')).toBe(9);
  });

  it('by many processes at the same moment succeeds for each', async () => {
    const other = await createTestDatabase();
    const urls = Array.from({ length: 8 }, (_, n) => (n % 2 ? server.url : other.url));
    await Promise.all(urls.map((url) => provision({ ...config(), url }, ['a', 'b', 'c'], { closeServer: true })));
    const schemas = await other.query(`SELECT nspname FROM pg_namespace WHERE nspname IN ('a', 'b', 'c')`);
    expect(schemas).toHaveLength(3);
    await other.drop();
  });

  it('takes back rights that a role has got meanwhile, and names groups that it belongs to', async () => {
    await provision(config(), ['orders']);
    await server.query(`ALTER ROLE ${server.name}_orders SUPERUSER CREATEDB INHERIT`);
    await server.query(`GRANT pg_read_all_data TO ${server.name}_orders`);
    const { hints } = await provision(config(), ['orders']);
    expect(hints).toContain(
      `Role "${server.name}_orders" is a member of "pg_read_all_data" and may act as it: REVOKE "pg_read_all_data" FROM "${server.name}_orders";`,
    );
    expect(
      await server.query('SELECT rolsuper, rolcreatedb, rolinherit FROM pg_roles WHERE rolname = $1', [
        `${server.name}_orders`,
      ]),
    ).toEqual([{ rolsuper: false, rolcreatedb: false, rolinherit: false }]);
  });

  it('by a user that does not own the database says what its owner should run', async () => {
    const user = Object.assign(new URL(server.url), { username: `${server.name}_admin`, password: 'secret' }).href;
    const open = await createTestDatabase();
    await open.query(`CREATE ROLE ${server.name}_admin LOGIN CREATEROLE PASSWORD 'secret'`);
    await open.query(`GRANT CREATE ON DATABASE ${open.name} TO ${server.name}_admin`);
    const url = Object.assign(new URL(user), { pathname: `/${open.name}` }).href;
    const { hints } = await provision({ ...config(), url }, ['orders']);
    expect(hints.join('\n')).toContain(`REVOKE CONNECT, TEMPORARY ON DATABASE "${open.name}" FROM PUBLIC;`);
    await open.drop();
    await server.query(`DROP ROLE ${server.name}_admin`);
  });
});
