import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { orderIn, placeOrder } from './checkout.js';
import { GraphqlClient } from '@multilith/edge/testing';
import { ShopProcess } from './shop-process.js';

const PATIENCE = 240_000;
let database: TestDatabase;
let dataDir: string;
const running: ShopProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'shop-process-'));
  // The server of the embedded database may run as another user, which needs access to the folder.
  chmodSync(dataDir, 0o755);
});
afterEach(async () => {
  for (const shop of running.splice(0)) {
    shop.kill('SIGKILL');
    await shop.ended();
  }
});
afterAll(async () => {
  await database?.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(env: Readonly<Record<string, string>> = {}): ShopProcess {
  const shop = ShopProcess.start({ DATA_DIR: dataDir, DATABASE_URL: database.url, ...env });
  running.push(shop);
  return shop;
}

/** The address of the embedded database. */
function embeddedServer(): string {
  const { url } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as { url: string };
  return url.replace(/^postgres:\/\/[^@]*@/, 'http://');
}

/** A principal with every role, by the token that the shop left for its tools. */
const staff = (url: string): GraphqlClient =>
  new GraphqlClient(url, readFileSync(join(dataDir, 'dev-token'), 'utf8').trim());
const mug = { customerId: 'ada', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] };

describe('the shop as a process', { timeout: PATIENCE }, () => {
  // Each test leaves the database to the next one, and each process answers more than one question: it takes seconds to start.
  const catalogue = '{ products(first: 50) { nodes { sku stock { onHand } } } }';
  let seeded: unknown;
  let drained: readonly PromiseSettledResult<string>[];

  it('seeds a small catalogue, leaves a token that only its owner can read, and writes its log as JSON lines', async () => {
    const shop = start({ LOG_LEVEL: 'debug' });
    seeded = await staff(await shop.listening()).data(catalogue);
    expect(statSync(join(dataDir, 'dev-token')).mode & 0o777).toBe(0o600);
    shop.kill('SIGTERM');
    expect(await shop.ended()).toEqual({ code: 0, signal: null });
    expect(shop.output).toContain('Seeded 8 products');
    const lines = shop.output.split('\n').filter((line) => line.startsWith('{'));
    expect(lines).not.toEqual([]);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({
        level: expect.any(Number),
        time: expect.any(String),
        msg: expect.any(String),
      });
  });

  it('seeds once, and says no to readiness before it stops taking requests', async () => {
    const shop = start({ SHUTDOWN_DELAY_MS: '1500' });
    const url = await shop.listening();
    expect(await staff(url).data(catalogue)).toEqual(seeded);
    expect(shop.output).not.toContain('Seeded');
    shop.kill('SIGTERM');
    await shop.printed(/SIGTERM: finishing/);
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect((await staff(url).send('{ __typename }')).status).toBe(200);
    expect((await shop.ended()).code).toBe(0);
  });

  it('finishes the requests that are running when it gets a stop signal', async () => {
    const shop = start();
    const client = staff(await shop.listening());
    const requests = Array.from({ length: 10 }, (_, index) => placeOrder(client, mug, `drain-${index}`));
    // The stop signal comes when one request has finished and the others are in flight.
    await Promise.race(requests);
    shop.kill('SIGTERM');
    drained = await Promise.allSettled(requests);
    expect(await shop.ended()).toEqual({ code: 0, signal: null });
    expect(shop.output).toContain('Stopped.');
  });

  describe('started once more', () => {
    let shop: ShopProcess;
    beforeAll(async () => {
      shop = ShopProcess.start({
        ...{ DATA_DIR: dataDir, DATABASE_URL: database.url },
        ...{ LOG_FORMAT: 'text', SHUTDOWN_DELAY_MS: '60000' },
      });
      await shop.listening();
    }, PATIENCE);
    afterAll(async () => {
      shop.kill('SIGKILL');
      await shop.ended();
    });

    it('has every order that it had accepted, and takes those again that it had refused', async () => {
      const client = staff(await shop.listening());
      for (const [index, result] of drained.entries()) {
        // A refused one can be sent again with the same key.
        const orderId = await placeOrder(client, mug, `drain-${index}`);
        if (result.status === 'fulfilled') expect(orderId).toBe(result.value);
        await orderIn(client, orderId, 'CONFIRMED');
      }
    });

    it('tells a client the trace id by which its failure is found in the log, in text too', async () => {
      const client = staff(await shop.listening());
      const rename = async (from: string, to: string): Promise<void> => {
        const admin = new pg.Client({ connectionString: database.url });
        await admin.connect();
        await admin.query(`ALTER TABLE catalog.${from} RENAME TO ${to}`);
        await admin.end();
      };
      await rename('product', 'product_away');
      const { errors } = await client.send('{ products(first: 1) { nodes { sku } } }');
      await rename('product_away', 'product');
      expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL', traceId: expect.stringMatching(/^\w{32}$/) } }]);
      const trace = `trace=${String(errors[0]!.extensions['traceId'])}`;
      await shop.printed(new RegExp(`${trace}\\n`));
      const found = shop.output.split('\n').filter((line) => line.includes(trace));
      expect(found).toEqual([
        expect.stringMatching(
          /ERROR: \[Multilith\] catalog\.ListProducts, sent by the API of catalog to catalog, failed: /,
        ),
      ]);
      expect(shop.output).toContain('relation "product" does not exist');
    });

    it('stops at once at the second signal', async () => {
      shop.kill('SIGINT');
      await shop.printed(/SIGINT: finishing/);
      // Two signals in quick succession are one Ctrl-C, which npm passes on once more.
      await new Promise((resolve) => setTimeout(resolve, 300));
      shop.kill('SIGINT');
      expect(await shop.ended()).toEqual({ code: 1, signal: null });
    });
  });

  it('refuses a format of the log that it does not have, and lists those that it has', async () => {
    const shop = start({ LOG_FORMAT: 'pretty' });
    expect(await shop.ended()).toEqual({ code: 1, signal: null });
    expect(shop.output).toContain(
      "✗ CONFIG_INVALID: LOG_FORMAT is 'pretty'. Set it to one of json, text, or not at all.",
    );
  });

  it('names the remedy when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const shop = start({ PORT: String(port) });
    expect(await shop.ended()).toEqual({ code: 1, signal: null });
    expect(shop.output).toContain(`PORT_TAKEN: Port ${port} is taken`);
    expect(shop.output).toContain(`PORT=${port + 1} npm start`);
    other.close();
  });

  it.each<[string, string, Record<string, string>]>([
    ['a setting of a context', 'CONFIG_INVALID: PAYMENTS_PROVIDER_DOWN', { PAYMENTS_PROVIDER_DOWN: 'maybe' }],
    ['a database of another kind', 'DATABASE_CONFIG: DATABASE_URL', { DATABASE_URL: 'mysql://shop:secret@db/shop' }],
  ])('names %s that makes no sense, without a stack', async (_what, told, env) => {
    const shop = start(env);
    expect(await shop.ended()).toEqual({ code: 1, signal: null });
    expect(shop.output).toContain(`✗ ${told}`);
    expect(shop.output).not.toMatch(/\bat \S+ \(|"stack"|secret/);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a NODE_ENV that it does not know', { NODE_ENV: 'prod' }, 'CONFIG_INVALID: NODE_ENV is "prod"'],
    ['development where others reach it', { HOST: '0.0.0.0' }, 'DEVELOPMENT_ON_NETWORK: HOST is'],
    [
      'keys that are read without TLS',
      {
        NODE_ENV: 'production',
        AUTH_ISSUER: 'https://id.example.com',
        AUTH_AUDIENCE: 'shop',
        AUTH_JWKS_URL: 'http://127.0.0.1:3133/jwks',
      },
      'AUTH_INSECURE_URL: AUTH_JWKS_URL is',
    ],
  ])('refuses %s', async (_what, env, said) => {
    const shop = start(env);
    expect(await shop.ended()).toEqual({ code: 1, signal: null });
    expect(shop.output).toContain(`✗ ${said}`);
    expect(shop.output).not.toContain('Listening at');
  });

  it('refuses to run in production without an issuer of tokens', async () => {
    const shop = start({ NODE_ENV: 'production' });
    expect((await shop.ended()).code).toBe(1);
    expect(shop.output).toContain('AUTH_NOT_CONFIGURED');
  });
});

describe('the shop on its embedded database', { timeout: PATIENCE }, () => {
  it('continues after kill -9 where it was, and stops its database at a stop signal', async () => {
    const env = { DATABASE_URL: '' };
    const first = start(env);
    const client = staff(await first.listening());
    const requests = Array.from({ length: 30 }, (_, index) => placeOrder(client, mug, `crash-${index}`));
    await Promise.any(requests);
    first.kill('SIGKILL');
    await first.ended();
    const settled = await Promise.allSettled(requests);

    const second = start(env);
    const after = staff(await second.listening());
    const orderIds = await Promise.all(requests.map((_, index) => placeOrder(after, mug, `crash-${index}`)));
    for (const [index, result] of settled.entries())
      if (result.status === 'fulfilled') expect(orderIds[index]).toBe(result.value);
    for (const orderId of orderIds) await orderIn(after, orderId, 'CONFIRMED');
    const { stock } = await after.data<{ stock: object[] }>('{ stock(skus: ["MUG-BLUE"]) { onHand reserved } }');
    expect(stock).toEqual([{ onHand: 100, reserved: 30 }]);

    const server = embeddedServer();
    second.kill('SIGTERM');
    expect(await second.ended()).toEqual({ code: 0, signal: null });
    await expect(fetch(server)).rejects.toThrow('fetch failed');
  });
});

describe('the shop that npm start starts', { timeout: PATIENCE }, () => {
  const START = fileURLToPath(new URL('../../../tools/dev/start.mjs', import.meta.url));
  const startAll = (env: Readonly<Record<string, string>>): ShopProcess => {
    const shop = ShopProcess.startProgram(START, { DATA_DIR: dataDir, ...env });
    running.push(shop);
    return shop;
  };
  const pidIn = (found: RegExpExecArray): number => Number(found[1]);

  it('is started again after kill -9, with its embedded database and what is in it', async () => {
    const shop = startAll({ LOG_FORMAT: 'text' });
    await shop.printed(/Ctrl-C stops it and its database/);
    const [, url] = await shop.printed(/Listening at (http:\S+)/);
    const orderId = await placeOrder(staff(url!), mug, 'before the crash');
    const server = embeddedServer();
    // The shop uses the logins of its contexts; only the supervisor has the login that may create roles.
    if (process.platform === 'linux') {
      const { url: admin } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as { url: string };
      const { password } = new URL(admin);
      const environment = readFileSync(
        `/proc/${pidIn(await shop.printed(/^  monolith +process (\d+)/m))}/environ`,
        'utf8',
      );
      expect(environment).toContain('ORDERS_DATABASE_URL=postgres://multilith_orders:');
      expect(environment).not.toContain(password);
      expect(environment).not.toMatch(/^(?:DATABASE_URL|DATABASE_ROLE_SECRET)=/m);
    }

    process.kill(pidIn(await shop.printed(/^  monolith +process (\d+)/m)), 'SIGKILL');
    await shop.printed(/supervisor │ .*ERROR: monolith ended with SIGKILL\. It is started again in 0\.5 s\./);
    const again = pidIn(await shop.printed(/supervisor │ .*INFO: monolith runs again, as process (\d+)\./));
    const [, , secondUrl] = /Listening at (http:\S+)[^]*Listening at (http:\S+)/.exec(shop.output)!;
    await orderIn(staff(secondUrl!), orderId, 'CONFIRMED');
    expect(embeddedServer()).toBe(server);

    shop.kill('SIGINT');
    expect(await shop.ended()).toEqual({ code: 0, signal: null });
    expect(() => process.kill(again, 0)).toThrow('ESRCH');
    await expect(fetch(server)).rejects.toThrow('fetch failed');
  });

  it('refuses a NODE_ENV that it does not know before anything runs', async () => {
    const shop = startAll({ DATABASE_URL: database.url, NODE_ENV: 'Production' });
    expect(await shop.ended()).toEqual({ code: 1, signal: null });
    expect(shop.output).toContain('✗ CONFIG_INVALID: NODE_ENV is "Production"');
    expect(shop.output).not.toContain('Listening at');
  });

  it('is not started again when it cannot start: it says why once, with its own exit code', async () => {
    const shop = startAll({ DATABASE_URL: database.url, PAYMENTS_PROVIDER_DOWN: 'maybe' });
    expect(await shop.ended()).toEqual({ code: 1, signal: null });
    expect(shop.output.match(/✗/g)).toHaveLength(1);
    expect(shop.output).toContain('✗ CONFIG_INVALID: PAYMENTS_PROVIDER_DOWN');
    expect(shop.output).not.toContain('started again');
  });
});
