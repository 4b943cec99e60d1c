import { connect } from '@nats-io/transport-node';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@multilith/embedded-postgres';
import { startNatsServer, type NatsServer } from '@multilith/nats/server';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CONTEXTS, TestDeployment, usersConfig } from '../../test/test-deployment.js';

describe('database findings of the doctor', () => {
  let server: EmbeddedPostgres;
  let deployment: TestDeployment;
  let at: string[];
  // A separate server, because the checks look at the rights of roles in all of its databases.
  beforeAll(async () => {
    server = await startEmbeddedPostgres({ ephemeral: true, database: 'bells' });
  });
  afterAll(() => server.stop());

  const sql = async (...statements: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  /** A database in the state that `multilith provision` should create, made without it. */
  async function provisioned(): Promise<void> {
    deployment = await TestDeployment.create();
    const url = new URL(server.url);
    at = ['--database', `${url.hostname}:${url.port}`];
    await sql(
      'REVOKE CONNECT, TEMP ON DATABASE bells FROM PUBLIC',
      'REVOKE CONNECT ON DATABASE postgres FROM PUBLIC',
      'REVOKE CONNECT ON DATABASE template1 FROM PUBLIC',
      'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    );
    for (const context of CONTEXTS) {
      const variable = `${context.toUpperCase()}_DATABASE_URL`;
      const login = new URL(deployment.values[variable]!);
      login.pathname = '/bells';
      deployment.set(variable, login.href);
      await sql(
        `CREATE ROLE ${login.username} LOGIN PASSWORD '${login.password}' CONNECTION LIMIT 20`,
        `GRANT CONNECT ON DATABASE bells TO ${login.username}`,
        `CREATE SCHEMA ${context} AUTHORIZATION ${login.username}`,
      );
      onTestFinished(() =>
        sql(`DROP SCHEMA ${context} CASCADE`, `DROP OWNED BY ${login.username} CASCADE`, `DROP ROLE ${login.username}`),
      );
    }
  }

  const CHECKS = ['database-roles', 'database-role-limits', 'database-public', 'database-others'];
  const statuses = async (): Promise<unknown[]> => {
    const results = await deployment.check(...at);
    return CHECKS.map((name) => results[name]);
  };
  const passed = { status: 'pass', details: [] };

  it('are empty if roles have exactly the rights they need', async () => {
    await provisioned();
    expect(await statuses()).toMatchObject([passed, passed, passed, passed]);
  });

  it.each<[check: string, what: string, breakIt: string, mendIt: string, detail: RegExp]>([
    [
      'database-roles',
      'a role that creates roles',
      'ALTER ROLE rings CREATEROLE',
      '',
      /rings: its role has CREATEROLE/,
    ],
    ['database-roles', 'a superuser', 'ALTER ROLE rings SUPERUSER', '', /rings: its role has SUPERUSER/],
    ['database-roles', 'a role in a role', 'GRANT bells TO rings', '', /rings: its role is a member of .*bells/],
    [
      'database-roles',
      'a schema of another',
      'GRANT USAGE ON SCHEMA bells TO rings',
      '',
      /rings: its role may use schema bells/,
    ],
    [
      'database-roles',
      'a schema that is not its own',
      'ALTER SCHEMA rings OWNER TO CURRENT_USER',
      '',
      /does not own schema rings/,
    ],
    [
      'database-roles',
      'a role without a login',
      'ALTER ROLE rings NOLOGIN',
      '',
      /rings: the database does not let its role in/,
    ],
    [
      'database-role-limits',
      'a role without a limit',
      'ALTER ROLE rings CONNECTION LIMIT -1',
      '',
      /rings: .* no CONNECTION LIMIT/,
    ],
    [
      'database-public',
      'a database for everyone',
      'GRANT CONNECT ON DATABASE bells TO PUBLIC',
      'REVOKE CONNECT ON DATABASE bells FROM PUBLIC',
      /PUBLIC has CONNECT/,
    ],
    [
      'database-public',
      'temporary tables',
      'GRANT TEMP ON DATABASE bells TO PUBLIC',
      'REVOKE TEMP ON DATABASE bells FROM PUBLIC',
      /PUBLIC has TEMP/,
    ],
    [
      'database-public',
      'an open schema',
      'GRANT CREATE ON SCHEMA public TO PUBLIC',
      'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
      /PUBLIC has CREATE in schema public/,
    ],
    [
      'database-others',
      'another database',
      'GRANT CONNECT ON DATABASE postgres TO PUBLIC',
      'REVOKE CONNECT ON DATABASE postgres FROM PUBLIC',
      /may connect to postgres/,
    ],
  ])('include %s for %s', async (check, _what, breakIt, mendIt, detail) => {
    await provisioned();
    const named = (text: string): string =>
      text.replace(
        /\b(ROLE|GRANT|TO) (rings|bells)\b/g,
        (_, word: string, context: string) => `${word} multilith_${context}`,
      );
    await sql(named(breakIt));
    const results = await deployment.check(...at);
    if (mendIt) await sql(mendIt);
    expect(results[check]).toMatchObject({
      status: 'fail',
      details: expect.arrayContaining([expect.stringMatching(detail)]) as string[],
    });
  });

  it('are empty after multilith provision', async () => {
    deployment = await TestDeployment.create();
    const url = new URL(server.url);
    for (const context of CONTEXTS) deployment.set(`${context.toUpperCase()}_DATABASE_URL`, '');
    deployment.set('DATABASE_URL', server.url);
    await deployment.multilith('secrets');
    const env = { ...deployment.values, NODE_ENV: 'production' };
    expect(await deployment.multilithWith(env, 'provision', '--database')).toMatchObject({ code: 0 });
    at = ['--database', `${url.hostname}:${url.port}`];
    expect(await statuses()).toMatchObject([passed, passed, passed, passed]);
  });
});

describe('NATS findings of the doctor', () => {
  const CHECKS = ['nats-anonymous', 'nats-permissions', 'nats-streams'];
  const passed = { status: 'pass', details: [] };
  let deployment: TestDeployment;

  async function serverWith(config: string): Promise<{ server: NatsServer; at: string[] }> {
    const { values } = deployment;
    const env = Object.fromEntries(Object.entries(values).filter(([name]) => name.endsWith('_NATS_PASSWORD')));
    const server = await startNatsServer({ jetStream: true, config, env });
    onTestFinished(() => server.stop());
    return { server, at: ['--nats', `127.0.0.1:${server.port}`] };
  }

  const connectTools = (server: NatsServer) =>
    connect({ servers: server.url, user: 'TOOLS', pass: deployment.values['TOOLS_NATS_PASSWORD']! });

  async function withStreams(
    { server }: { server: NatsServer },
    more: object = {},
    contexts = CONTEXTS,
  ): Promise<void> {
    const connection = await connectTools(server);
    for (const context of contexts) {
      const name = `multilith_events_${context}`;
      const config = { name, subjects: [`multilith.events.${context}.*`], ...more };
      const answer = await connection.request(`$JS.API.STREAM.CREATE.${name}`, JSON.stringify(config));
      expect(answer.json()).not.toHaveProperty('error');
    }
    await connection.close();
  }
  const check = async (at: string[]) => {
    const results = await deployment.check(...at);
    return CHECKS.map((name) => results[name]);
  };

  it('are empty if hosts have the generated permissions', async () => {
    deployment = await TestDeployment.create();
    const running = await serverWith(usersConfig());
    await withStreams(running);
    expect(await check(running.at)).toMatchObject([passed, passed, passed]);
  });

  it('include a server without logins, where every host may do everything', async () => {
    deployment = await TestDeployment.create();
    const running = await serverWith('');
    expect(await check(running.at)).toMatchObject([
      { status: 'fail', details: ['It accepts connections without a login.'] },
      {
        status: 'fail',
        details: expect.arrayContaining([
          'rings: it may publish to $JS.API.STREAM.CREATE.multilith_doctor.',
          'rings: it may publish to multilith.reply.doctor.bells.doctor.0.',
          'rings: it may listen to >.',
          'monolith: it may listen to multilith.call.rings.*.',
        ]) as string[],
      },
      {
        status: 'fail',
        details: expect.arrayContaining([expect.stringContaining('multilith_events_rings')]) as string[],
      },
    ]);
    const connection = await connect({ servers: running.server.url });
    const names = (await connection.request('$JS.API.STREAM.NAMES', '')).json<{ streams: string[] | null }>();
    expect(names.streams ?? []).toEqual([]);
    await connection.close();
  });

  it('include a host whose login may create streams, or is refused', async () => {
    deployment = await TestDeployment.create();
    const loose = { publish: { allow: ['$JS.API.>'] }, subscribe: { allow: ['multilith.inbox.rings.>'] } };
    const running = await serverWith(usersConfig({ rings: loose }));
    const [, found] = await check(running.at);
    expect(found).toMatchObject({
      status: 'fail',
      details: ['CREATE', 'UPDATE']
        .map((request) => `rings: it may publish to $JS.API.STREAM.${request}.multilith_doctor.`)
        .concat('rings: it may publish to $JS.API.CONSUMER.CREATE.multilith_doctor.'),
    });
    deployment.set('RINGS_NATS_PASSWORD', 'p'.padEnd(65, '0123456789abcdef'));
    expect((await check(running.at))[1]).toMatchObject({ status: 'fail', details: ['rings: its login is refused.'] });
  });

  it('include a stream with another name that consumes calls', async () => {
    deployment = await TestDeployment.create();
    const running = await serverWith(usersConfig());
    await withStreams(running);
    const connection = await connectTools(running.server);
    const spy = JSON.stringify({ name: 'spy', subjects: ['multilith.call.>'], no_ack: true });
    expect((await connection.request('$JS.API.STREAM.CREATE.spy', spy)).json()).not.toHaveProperty('error');
    await connection.close();
    const [, , found] = await check(running.at);
    expect(found).toMatchObject({
      status: 'fail',
      details: [expect.stringMatching(/spy .* takes multilith\.call/)] as string[],
    });
  });

  it.each<[what: string, more: object, contexts: string[], detail: RegExp]>([
    ['a stream that is missing', {}, ['bells'], /multilith_events_rings: there is no such stream/],
    [
      'a stream that takes more',
      { subjects: ['multilith.>'] },
      ['rings'],
      /multilith_events_rings is not what it must be: it takes multilith\.>/,
    ],
    [
      'a stream that sends elsewhere',
      { republish: { src: '>', dest: 'spy.>' } },
      ['rings'],
      /multilith_events_rings .* it republishes to spy/,
    ],
  ])('include %s', async (_what, more, contexts, detail) => {
    deployment = await TestDeployment.create();
    const running = await serverWith(usersConfig());
    await withStreams(running, more, contexts);
    const [, , found] = await check(running.at);
    expect(found).toMatchObject({
      status: 'fail',
      details: expect.arrayContaining([expect.stringMatching(detail)]) as string[],
    });
  });
});
