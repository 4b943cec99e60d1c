import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { runMultilith } from '@multilith/cli';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { startNatsServer, type NatsServer } from '@multilith/nats/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import '../../dev/built-code.mjs';
import { knownTraffic } from '../src/traffic/known-traffic.js';
import { extract } from '../src/extract/extract.js';
import { GRPC_PERMISSIONS } from '../src/grpc-permissions/grpc-permissions.js';
import { NATS_USERS } from '../src/nats-users/nats-users.js';
import { WorkspaceCopy } from './workspace-copy.js';

const WORKSPACE = resolve(import.meta.dirname, '../../..');
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  monolith: ['apps/monolith/dist/main.js'],
  orders: ['apps/monolith/test/split/extracted-host.mjs', 'orders'],
  payments: ['apps/monolith/test/split/extracted-host.mjs', 'payments'],
};
/** What the images set, with free ports in place of fixed ones. */
const OF_IMAGES = { HOST: '127.0.0.1', PORT: '0', HEALTH_PORT: '0', METRICS_PORT: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' };
const PATIENCE = 240_000;

type Env = Readonly<Record<string, string>>;

describe('the environment that docker-compose.yml gives to hosts', { timeout: PATIENCE }, () => {
  let database: TestDatabase;
  let nats: NatsServer | undefined;
  let folder: string;
  let copy: WorkspaceCopy;
  const running: ChildProcess[] = [];
  beforeEach(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'compose-'));
    copy = new WorkspaceCopy();
    mkdirSync(join(copy.root, 'deploy'));
  }, PATIENCE);
  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill('SIGKILL');
      await new Promise((ended) => child.once('close', ended));
    }
    await nats?.stop();
    nats = undefined;
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE);

  function extractTo(placements: Readonly<Record<string, string>>): void {
    for (const [context, transport] of Object.entries(placements))
      extract({ root: copy.root, context, transport, traffic: knownTraffic(WORKSPACE) });
  }

  /** Values of the secrets file, with the database of this test. */
  async function secrets(...flags: string[]): Promise<Env> {
    const file = join(copy.root, 'secrets.env');
    copy.write('secrets.env', `DATABASE_URL=${database.url}\n`);
    await multilith({}, 'secrets', '--file', file, ...flags);
    return parseEnv(readFileSync(file, 'utf8')) as Env;
  }

  async function multilith(env: Env, ...argv: string[]): Promise<void> {
    const lines: string[] = [];
    const write = (line: string): number => lines.push(line);
    expect([await runMultilith(argv, env, { out: write, error: write }, copy.root), lines]).toEqual([0, lines]);
  }

  /** The variables of a service with these values, and nothing else. */
  function environmentOf(service: string, values: Env): Env {
    const { services } = parse(copy.read('docker-compose.yml')) as {
      services: Record<string, { environment: Record<string, string> }>;
    };
    return Object.fromEntries(
      Object.entries(services[service]!.environment).map(([name, text]) => [
        name,
        text
          .replace(
            /\$\{(\w+)(?::[-?]([^}]*))?\}/g,
            (_, variable: string, word = '') => values[variable] ?? (word as string),
          )
          .replace('nats://nats:4222', nats?.url ?? ''),
      ]),
    );
  }

  /** In place of the names of containers. */
  async function containersAt(): Promise<Readonly<Record<string, Env>>> {
    const [orders, monolith] = (await Promise.all([freePort(), freePort()])).map((port) => `127.0.0.1:${port}`);
    const table = join(copy.root, 'permissions.json');
    copy.write('permissions.json', GRPC_PERMISSIONS.text(knownTraffic(WORKSPACE), copy.read('topology.json')));
    const common = { GRPC_HOSTS: `orders=${orders};monolith=${monolith}`, GRPC_PERMISSIONS: table };
    return {
      orders: { ...common, GRPC_LISTEN: orders! },
      payments: common,
      monolith: { ...common, GRPC_LISTEN: monolith! },
    };
  }

  async function startServers(values: Env): Promise<void> {
    nats = await startNatsServer({
      jetStream: true,
      config: NATS_USERS.text(knownTraffic(WORKSPACE), copy.read('topology.json')),
      env: environmentOf('nats', values),
    });
    await multilith(environmentOf('provision', values), 'provision');
  }

  /** Starts a host with the variables of its service and waits until it has printed something. */
  function start(host: string, values: Env, until: RegExp, more: Env = {}): Promise<RegExpExecArray> {
    const dataDir = join(folder, host);
    mkdirSync(dataDir);
    const child = spawn(process.execPath, [...PROGRAMS[host]!], {
      cwd: WORKSPACE,
      env: {
        PATH: process.env['PATH'] ?? '',
        TOPOLOGY_FILE: join(copy.root, 'topology.json'),
        DATA_DIR: dataDir,
        ...environmentOf(host, values),
        ...OF_IMAGES,
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    return new Promise((found, failed) => {
      let output = '';
      const look = (text: Buffer): void => {
        output += text.toString();
        const match = until.exec(output);
        if (match) found(match);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', (code) => failed(new Error(`${host} ended with ${code}:\n${output}`)));
    });
  }

  /** Names of the checks that fail for this deployment; none is left unchecked. */
  async function faultsOf(values: Env, ...at: readonly string[]): Promise<string[]> {
    copy.write(NATS_USERS.path, NATS_USERS.text(knownTraffic(WORKSPACE), copy.read('topology.json')));
    copy.write(GRPC_PERMISSIONS.path, GRPC_PERMISSIONS.text(knownTraffic(WORKSPACE), copy.read('topology.json')));
    const lines: string[] = [];
    const write = (line: string): number => lines.push(line);
    const argv = ['doctor', '--production', '--json', '--file', 'secrets.env'];
    argv.push('--database', new URL(database.url).host, ...at);
    await runMultilith(argv, values, { out: write, error: write }, copy.root);
    const results = JSON.parse(lines.join('')) as { name: string; status: string }[];
    expect(results.filter(({ status }) => status === 'unknown')).toEqual([]);
    // On the server of all specs there may be databases of other specs.
    return results
      .filter(({ name, status }) => status === 'fail' && name !== 'database-others')
      .map(({ name }) => name);
  }

  const ORDERS_RUN = /Context 'orders' runs/;
  const LISTENING = /Listening at (http:\/\/[\w.:]+)/;

  it('is enough for production: hosts start with their own logins and certificates, call each other and answer', async () => {
    extractTo({ orders: 'grpc', payments: 'nats' });
    const values = { ...(await secrets()), AUTH_ISSUER: 'https://id.example.com', AUTH_AUDIENCE: 'example' };
    await startServers(values);
    const containers = await containersAt();
    await start('orders', values, ORDERS_RUN, containers['orders']);
    await start('payments', values, /Context 'payments' runs/, containers['payments']);
    const [, url] = await start('monolith', values, LISTENING, { ...containers['monolith'], SEED: 'true' });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    // The host of orders is reached, and asks who calls: production has no token of its own.
    const answer = await send(url!, `{ order(orderId: "${randomUUID()}") { state } }`);
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    const at = ['--nats', new URL(nats!.url).host, '--grpc', containers['orders']!['GRPC_HOSTS']!];
    expect(await faultsOf(values, ...at)).toEqual([]);
  });

  it('is enough for development: an order passes through both hosts', async () => {
    extractTo({ orders: 'nats' });
    const values = await secrets('--development');
    await startServers(values);
    await start('orders', values, ORDERS_RUN);
    const [, url] = await start('monolith', values, LISTENING);
    const token = readFileSync(join(folder, 'monolith/dev-token'), 'utf8').trim();
    const placed = await send(
      url!,
      `mutation { placeOrder(input: { customerId: "ada", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }, idempotencyKey: "one") {
         order { orderId state } } }`,
      token,
    );
    expect(placed).toMatchObject({ data: { placeOrder: { order: { state: 'PENDING' } } } });
    const { orderId } = (placed as { data: { placeOrder: { order: { orderId: string } } } }).data.placeOrder.order;
    // Stock is reserved in the monolith, paid there, and the order confirmed in its host: events both ways.
    await expect
      .poll(() => send(url!, `{ order(orderId: "${orderId}") { state } }`, token))
      .toMatchObject({ data: { order: { state: 'CONFIRMED' } } });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function send(url: string, query: string, token?: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query }),
  });
  return response.json();
}
