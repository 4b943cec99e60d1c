import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ContextDatabases,
  DATABASE_DEFAULTS,
  databaseConfigFromEnv,
  type DatabaseConfig,
} from '@multilith/runtime/host';
import { openDatabase, openHostDatabase } from './host-database.js';
import { ProvisionedHosts } from './provisioned-hosts.js';

let server: TestDatabase;
beforeAll(async () => {
  server = await createTestDatabase();
});
afterAll(() => server.drop());
const hostWith = (database: Partial<DatabaseConfig>, development: boolean) => ({
  database,
  development,
  dataDir: '/nowhere',
});

describe('a host in production', () => {
  it.each([
    ['DATABASE_URL', () => ({ url: server.url })],
    ['DATABASE_URL', () => ({ url: server.url, contextUrls: { orders: server.url } })],
    ['DATABASE_ROLE_SECRET', () => ({ roleSecret: 'x', contextUrls: { orders: server.url } })],
  ])('refuses %s, which would let it act as every context', async (name, database) => {
    const opened = openHostDatabase(hostWith(database(), false), ['orders'], () => {});
    await expect(opened).rejects.toMatchObject({
      code: 'DATABASE_URL_NOT_FOR_HOSTS',
      problem: expect.stringContaining(`${name} is set`) as string,
      remedy: expect.stringContaining('multilith provision') as string,
    });
  });

  it('does not start an embedded database if a login is missing, and names the login', async () => {
    const only = { contextUrls: { orders: server.url } };
    await expect(openHostDatabase(hostWith(only, false), ['orders', 'gift-cards'], () => {})).rejects.toMatchObject({
      code: 'DATABASE_CONFIG',
      problem: expect.stringContaining('GIFT_CARDS_DATABASE_URL not set') as string,
    });
  });

  it('uses the login of its context, and reads the connection limit of that server', async () => {
    const opened = await openHostDatabase(
      hostWith({ contextUrls: { orders: server.url } }, false),
      ['orders'],
      () => {},
    );
    expect(opened.embedded).toBe(false);
    expect(opened.config.url).toBeUndefined();
    expect(opened.config.poolTotal).toBe(40);
  });
});

it('a host in development may have DATABASE_URL, and logs it', async () => {
  const lines: string[] = [];
  await openHostDatabase(hostWith({ url: server.url }, true), ['orders'], (line) => lines.push(line));
  expect(lines).toEqual([expect.stringContaining('in development only')]);
});

describe('a supervisor of hosts', () => {
  const open = async (database: Partial<DatabaseConfig>, development = true): Promise<ProvisionedHosts> => {
    const config = hostWith(database, development);
    const opened = await openDatabase(config, ['orders', 'gift-cards'], () => {}, []);
    return ProvisionedHosts.open(opened, config, ['orders', 'gift-cards'], () => {});
  };

  it('sets up the contexts and gives a host the logins of its own contexts', async () => {
    const own = 'postgres://own@127.0.0.1/x';
    const outside = {
      PATH: '/bin',
      DATABASE_URL: server.url,
      DATABASE_ROLE_SECRET: 'the secret',
      TEST_DATABASE_URL: server.url,
      ORDERS_DATABASE_URL: own,
      DATABASE_POOL_TOTAL: '7',
    };
    const provisioned = await open({ url: server.url, roleSecret: 'the secret' });
    const env = provisioned.envOf(['gift-cards'], outside);
    expect(Object.keys(env).sort()).toEqual(['DATABASE_POOL_TOTAL', 'GIFT_CARDS_DATABASE_URL', 'PATH']);
    const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url: '', ...databaseConfigFromEnv(env) }, 'spec');
    const { pool } = await databases.open('gift-cards', undefined, 1);
    expect((await pool.query('SELECT current_user::text AS me, current_schema()::text AS schema')).rows).toEqual([
      { me: `${server.name}_gift-cards`, schema: 'gift-cards' },
    ]);
    await databases.closeAll();
  });

  it('leaves contexts with their own login alone', async () => {
    const own = 'postgres://own:o@127.0.0.1:1/x';
    const provisioned = await open({ url: '', contextUrls: { orders: own, 'gift-cards': own } });
    expect(provisioned.envOf(['orders'], {})).toEqual({ ORDERS_DATABASE_URL: own });
  });

  it('needs a strong secret in production', async () => {
    for (const roleSecret of [undefined, 'multilith', 'a'.repeat(64)])
      await expect(open({ url: server.url, roleSecret }, false)).rejects.toMatchObject({
        code: 'DATABASE_ROLE_SECRET_WEAK',
      });
    await open({ url: server.url, roleSecret: randomBytes(32).toString('base64') }, false);
  });
});
