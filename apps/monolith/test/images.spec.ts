import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startNatsServer, type NatsServer } from '@multilith/nats/testing';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderIn, placeOrder } from './checkout.js';
import { GraphqlClient } from '@multilith/edge/testing';
import { ShopProcess } from './shop-process.js';
import '../../../tools/dev/built-code.mjs';

const WORKSPACE = resolve(import.meta.dirname, '../../..');
const PATIENCE = 240_000;
/** Files that `nx extract orders` writes and that need no compilation. */
const ORDERS_HOST = `import { runContextHost } from '@multilith/host';

await runContextHost({
  context: 'orders',
  module: () => import('@modules/orders').then(({ OrdersModule }) => OrdersModule),
  workspace: new URL('../../../../', import.meta.url),
});
`;
const MAIN = { monolith: 'apps/monolith/dist/main.js', orders: 'apps/extracted/orders/dist/main.js' };
type HostName = keyof typeof MAIN;

let folder: string;
let database: TestDatabase;
let nats: NatsServer;
const running: ShopProcess[] = [];

/** Writes the content of an image as its Dockerfile does, from a workspace with orders extracted. */
function writeImage(workspace: string, host: HostName): void {
  const program = join(WORKSPACE, 'node_modules/@multilith/nx/dist/image/cli.js');
  const app = MAIN[host].replace('/dist/main.js', '');
  execFileSync(process.execPath, [program, app, join(folder, host)], {
    cwd: workspace,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function extractedWorkspace(): string {
  const root = join(folder, 'workspace');
  mkdirSync(join(root, 'apps/extracted/orders/dist'), { recursive: true });
  for (const path of ['libs', 'node_modules', 'apps/monolith']) symlinkSync(join(WORKSPACE, path), join(root, path));
  for (const path of ['package.json', 'package-lock.json']) cpSync(join(WORKSPACE, path), join(root, path));
  writeFileSync(join(root, 'topology.json'), '{ "orders": { "transport": "nats" } }');
  writeFileSync(join(root, MAIN.orders), ORDERS_HOST);
  return root;
}

function start(host: HostName, env: Readonly<Record<string, string>>): ShopProcess {
  const started = ShopProcess.startProgram(join(folder, host, MAIN[host]), {
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: database.url,
    NATS_URL: nats.url,
    // With all that can be switched on, so that whatever is loaded on demand is.
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    TRACE_FILE: join(folder, `${host}.traces`),
    LOADED_FILES: join(folder, `${host}.loaded`),
    NODE_OPTIONS: `--import ${resolve(import.meta.dirname, '../../../tools/dev/loaded-files.mjs')}`,
    ...env,
  });
  running.push(started);
  return started;
}

/** Compiled files of our own in an image, and those that its process has loaded; relative to the image. */
function ownCode(host: HostName): { readonly held: string[]; readonly loaded: string[] } {
  const image = join(folder, host);
  const held = readdirSync(image, { recursive: true, encoding: 'utf8' });
  const loaded = readFileSync(join(folder, `${host}.loaded`), 'utf8').split('\n');
  const own = (paths: string[]): string[] =>
    [...new Set(paths)].filter((path) => /^(?:apps|libs)\/.*\.js$/.test(path)).sort();
  return { held: own(held), loaded: own(loaded.map((url) => url.replace(`file://${image}/`, ''))) };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'images-'));
  chmodSync(folder, 0o755);
  [database, nats] = await Promise.all([createTestDatabase(), startNatsServer({ jetStream: true })]);
  const workspace = extractedWorkspace();
  writeImage(workspace, 'orders');
  writeImage(workspace, 'monolith');
}, PATIENCE);
afterAll(async () => {
  for (const each of running) {
    each.kill('SIGKILL');
    await each.ended();
  }
  await nats?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
}, PATIENCE);

describe('what the images hold', { timeout: PATIENCE }, () => {
  it('is enough to take an order and confirm it', async () => {
    await start('orders', { HEALTH_PORT: '0' }).printed(/Context 'orders' runs/);
    const url = await start('monolith', {}).listening();
    const staff = new GraphqlClient(url, readFileSync(join(folder, 'data/dev-token'), 'utf8').trim());
    const orderId = await placeOrder(staff, { customerId: 'ada', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
    expect((await orderIn(staff, orderId, 'CONFIRMED')).payment?.state).toBe('CAPTURED');
  });

  it.each(['orders', 'monolith'] as const)('is of our own code exactly what the process of %s loads', (host) => {
    const { held, loaded } = ownCode(host);
    expect(held.length).toBeGreaterThan(100);
    expect(held).toEqual(loaded);
  });
});
