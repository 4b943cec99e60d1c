import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runMultilith } from '@multilith/cli';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { extract } from '../src/extract/extract.js';
import { GRPC_PERMISSIONS } from '../src/grpc-permissions/grpc-permissions.js';
import { NATS_USERS } from '../src/nats-users/nats-users.js';
import { contextNames } from '../src/placement/contexts.js';
import { WorkspaceCopy } from './workspace-copy.js';
import { permissionChange } from '../src/placement/permission-file.js';

const WORKSPACE = resolve(import.meta.dirname, '../../..');

/** Returns the transport of each context that is extracted. */
type Extracted = (contexts: readonly string[]) => Readonly<Record<string, string>>;

interface Result {
  readonly name: string;
  readonly status: string;
  readonly details: readonly string[];
}

/** A copy of the workspace with some contexts extracted, and its secrets written. */
async function deploymentWith(extracted: Extracted): Promise<WorkspaceCopy> {
  const copy = new WorkspaceCopy();
  mkdirSync(join(copy.root, 'deploy'));
  copy.write(NATS_USERS.path, '');
  copy.write(NATS_USERS.path, permissionChange(NATS_USERS, copy.root, copy.read('topology.json'))!.after!);
  cpSync(join(WORKSPACE, 'apps/monolith/Dockerfile'), join(copy.root, 'apps/monolith/Dockerfile'));
  copy.write(GRPC_PERMISSIONS.path, '{}');
  copy.write(GRPC_PERMISSIONS.path, permissionChange(GRPC_PERMISSIONS, copy.root, copy.read('topology.json'))!.after!);
  for (const [context, transport] of Object.entries(extracted(contextNames(copy.root))))
    extract({ root: copy.root, context, transport });
  expect(await multilith(copy, 'secrets')).toMatchObject({ code: 0 });
  return copy;
}

async function multilith(copy: WorkspaceCopy, ...argv: string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  const write = (text: string): number => lines.push(text);
  const auth = { AUTH_ISSUER: 'https://id.example.com', AUTH_AUDIENCE: 'example' };
  const code = await runMultilith(argv, auth, { out: write, error: write }, copy.root);
  return { code, out: lines.join('\n') };
}

const NOWHERE = ['--database', '127.0.0.1:1', '--nats', '127.0.0.1:1'];
const all =
  (transport: string): Extracted =>
  (contexts) =>
    Object.fromEntries(contexts.map((context) => [context, transport]));

it.each<[string, Extracted]>([
  ['nothing', () => ({})],
  ['orders', () => ({ orders: 'nats' })],
  ['everything', all('nats')],
  ['orders over gRPC', () => ({ orders: 'grpc' })],
  ['everything over gRPC', all('grpc')],
  ['orders over gRPC and payments over NATS', () => ({ orders: 'grpc', payments: 'nats' })],
])('docker-compose.yml is fit for production with %s extracted', async (_what, extracted) => {
  const copy = await deploymentWith(extracted);
  const { code, out } = await multilith(copy, 'doctor', '--production', '--json', ...NOWHERE);
  const results = JSON.parse(out) as Result[];
  expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(code).toBe(0);
  // All that could not be checked are servers.
  for (const { name, status } of results) if (status === 'unknown') expect(name).toMatch(/^(?:database|nats|grpc)-/);
});

it('docker-compose.yml gives no value of a secret, and each secret to those who need it', async () => {
  const copy = await deploymentWith(() => ({ orders: 'nats' }));
  const { services } = parse(copy.read('docker-compose.yml')) as {
    services: Record<string, { environment?: Record<string, string> }>;
  };
  const holders = (variable: string): string[] =>
    Object.entries(services)
      .filter(([, { environment = {} }]) =>
        Object.values(environment).some((value) => value.includes(`{${variable}:?`)),
      )
      .map(([name]) => name)
      .sort();
  expect(holders('POSTGRES_PASSWORD')).toEqual(['postgres']);
  expect(holders('DATABASE_URL')).toEqual(['provision']);
  expect(holders('DATABASE_ROLE_SECRET')).toEqual(['provision']);
  expect(holders('ORDERS_DATABASE_URL')).toEqual(['orders']);
  expect(holders('CATALOG_DATABASE_URL')).toEqual(['monolith']);
  expect(holders('ORDERS_NATS_PASSWORD')).toEqual(['nats', 'orders']);
  expect(holders('PROVISION_NATS_PASSWORD')).toEqual(['nats', 'provision']);
  expect(holders('TOOLS_NATS_PASSWORD')).toEqual(['nats']);
  expect(holders('ORDERS_PRINCIPAL_KEY')).toEqual(['orders']);
  expect(holders('MONOLITH_PRINCIPAL_KEY')).toEqual(['monolith']);
});

it('docker-compose.yml gives each certificate to its host, and the key of the authority to none', async () => {
  const copy = await deploymentWith(() => ({ orders: 'grpc' }));
  const text = copy.read('docker-compose.yml');
  expect(text).not.toContain('GRPC_CA_KEY');
  const { services } = parse(text) as { services: Record<string, { environment?: Record<string, string> }> };
  for (const host of ['monolith', 'orders']) {
    const own = Object.entries(services[host]!.environment!).filter(([name]) => name.startsWith('GRPC_TLS_'));
    const secret = host.toUpperCase();
    expect(own.map(([name, value]) => [name, /\{(\w+):\?/.exec(value)?.[1]])).toEqual([
      ['GRPC_TLS_CA', 'GRPC_CA'],
      ['GRPC_TLS_CERT', `${secret}_GRPC_CERT`],
      ['GRPC_TLS_KEY', `${secret}_GRPC_KEY`],
    ]);
  }
});

it('docker-compose.yml takes settings from files that exist: Compose writes nothing into a read-only root', () => {
  const { configs } = parse(readFileSync(join(WORKSPACE, 'docker-compose.yml'), 'utf8')) as {
    configs: Record<string, { file?: string }>;
  };
  for (const [name, { file }] of Object.entries(configs))
    expect([name, file !== undefined && existsSync(join(WORKSPACE, file))]).toEqual([name, true]);
});

it('a secret that is missing, and a host that came after the secrets were written, are reported', async () => {
  const copy = await deploymentWith(() => ({}));
  extract({ root: copy.root, context: 'orders', transport: 'nats' });
  const { code, out } = await multilith(copy, 'doctor', '--production', '--json', ...NOWHERE);
  expect(code).toBe(1);
  const details = (JSON.parse(out) as Result[]).find(({ name }) => name === 'secrets-present')?.details;
  expect(details).toEqual(['ORDERS_NATS_PASSWORD is not set.', 'ORDERS_PRINCIPAL_KEY is not set.']);
  await multilith(copy, 'secrets');
  expect((await multilith(copy, 'doctor', '--production', ...NOWHERE)).code).toBe(0);
});
