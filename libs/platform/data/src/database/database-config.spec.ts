import { describe, expect, it } from 'vitest';
import { contextDatabaseUrl, databaseConfigFromEnv } from './database-config.js';

describe('the environment', () => {
  it('names the database, the logins of contexts and the limits', () => {
    const env = {
      DATABASE_URL: 'postgres://admin:secret@db/app',
      ORDERS_DATABASE_URL: 'postgres://o@db/orders',
      GIFT_CARDS_DATABASE_URL: 'postgres://g@db/cards',
      DATABASE_POOL_TOTAL: '20',
      PATH: '/bin',
    };
    expect(databaseConfigFromEnv(env)).toEqual({
      url: 'postgres://admin:secret@db/app',
      contextUrls: { orders: 'postgres://o@db/orders', 'gift-cards': 'postgres://g@db/cards' },
      poolTotal: 20,
    });
  });

  it('may say nothing', () => expect(databaseConfigFromEnv({})).toEqual({}));

  it.each(['ten', '0', '-1', '1.5'])('DATABASE_POOL_TOTAL=%s is refused', (value) =>
    expect(() => databaseConfigFromEnv({ DATABASE_POOL_TOTAL: value })).toThrow(
      expect.objectContaining({ code: 'DATABASE_CONFIG' }),
    ),
  );
});

describe('a database URL', () => {
  it.each(['DATABASE_URL', 'ORDERS_DATABASE_URL'])('%s of another database is refused by its name', (name) =>
    expect(() => databaseConfigFromEnv({ [name]: 'mysql://app:secret@db/app' })).toThrow(
      expect.objectContaining({
        code: 'DATABASE_CONFIG',
        problem: `${name} begins with 'mysql:', so it names no PostgreSQL database.`,
      }),
    ),
  );

  it.each(['garbage with a secret', ' ', 'localhost', '//secret@db'])('that is %j is refused, untold', (url) =>
    expect(() => databaseConfigFromEnv({ DATABASE_URL: url })).toThrow(
      expect.objectContaining({ code: 'DATABASE_CONFIG', problem: 'DATABASE_URL is no URL.' }),
    ),
  );

  it('may have either scheme of PostgreSQL', () =>
    expect(databaseConfigFromEnv({ DATABASE_URL: 'postgresql://a@db/app' })).toEqual({
      url: 'postgresql://a@db/app',
    }));
});

describe('the login of a context', () => {
  const config = { url: 'postgres://admin:secret@db:5433/app?sslmode=require', contextUrls: {}, roleSecret: 'x' };

  it('is derived from the role secret, the same every time, another for every context', () => {
    const orders = new URL(contextDatabaseUrl(config, 'orders'));
    expect(orders.username).toBe('app_orders');
    expect(orders.host + orders.pathname + orders.search).toBe('db:5433/app?sslmode=require');
    expect(contextDatabaseUrl(config, 'orders')).toBe(orders.href);
    expect(new URL(contextDatabaseUrl(config, 'catalog')).password).not.toBe(orders.password);
    expect(new URL(contextDatabaseUrl({ ...config, roleSecret: 'y' }, 'orders')).password).not.toBe(orders.password);
  });

  it('is the one given for it', () =>
    expect(contextDatabaseUrl({ ...config, contextUrls: { orders: 'postgres://own@db/x' } }, 'orders')).toBe(
      'postgres://own@db/x',
    ));

  it('fits into a name of PostgreSQL and stays unique', () => {
    const url = `postgres://admin:secret@db/${'d'.repeat(60)}`;
    const roles = ['orders', 'catalog'].map(
      (context) => new URL(contextDatabaseUrl({ url, contextUrls: {}, roleSecret: 'x' }, context)).username,
    );
    for (const role of roles) expect(role.length).toBeLessThanOrEqual(63);
    expect(new Set(roles).size).toBe(2);
  });

  it.each([
    ['', /No database is configured for context 'orders'/],
    ['not a url', /cannot be read/],
    ['postgres://admin:secret@db/app', /There is no DATABASE_ROLE_SECRET/],
  ])('cannot be derived from %j', (url, problem) =>
    expect(() => contextDatabaseUrl({ url, contextUrls: {} }, 'orders')).toThrow(problem),
  );
});
