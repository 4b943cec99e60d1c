import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PERMISSIONS_FILE, permissionTable, permissionTableText } from '@multilith/grpc';
import {
  permissionsForAll,
  PROVISION,
  provisionPermissions,
  serverConfig,
  TOOLS,
  type HostPermissions,
} from '@multilith/nats';
import type { Topology } from '@multilith/runtime/host';
import { onTestFinished } from 'vitest';
import type { CheckResult } from '../src/doctor/doctor-command.js';
import { EnvFile } from '../src/deployment-files/env-file.js';
import { runMultilith } from '../src/run-multilith.js';

type Service = Record<string, unknown> & { environment?: Record<string, string>; networks?: string[] };

/** Two contexts, one of them in its own host. */
export const CONTEXTS = ['bells', 'rings'];
const TRAFFIC = [
  { name: 'bells', calls: [], follows: ['rings'] },
  { name: 'rings', calls: ['bells'], follows: [] },
];
const HARDENED = {
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  mem_limit: '512m',
  pids_limit: 100,
  cpus: 1,
};
const wanted = (name: string): string => `\${${name}:?}`;

interface Printed {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A workspace with a correct deployment, which specs can break. */
export class TestDeployment {
  readonly folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  readonly services: Record<string, Service> = {
    postgres: {
      image: 'postgres:18',
      environment: { POSTGRES_PASSWORD: wanted('POSTGRES_PASSWORD') },
      ports: ['127.0.0.1:5432:5432'],
      networks: ['data'],
      ...HARDENED,
    },
    nats: { image: 'nats:2', environment: { A: wanted('RINGS_NATS_PASSWORD') }, networks: ['hosts'], ...HARDENED },
    monolith: host('monolith', 'BELLS_DATABASE_URL', {
      AUTH_ISSUER: '${AUTH_ISSUER:-}',
      AUTH_AUDIENCE: '${AUTH_AUDIENCE:-}',
    }),
    rings: host('rings', 'RINGS_DATABASE_URL', {}),
  };

  private constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** @param transport by which the host `rings` and the monolith reach each other */
  static async create(transport: 'nats' | 'grpc' = 'nats'): Promise<TestDeployment> {
    const made = new TestDeployment();
    for (const context of CONTEXTS) made.write(`libs/modules/${context}/package.json`, '{}');
    const topology = { rings: { transport } };
    made.write('topology.json', JSON.stringify(topology));
    if (transport === 'nats') made.write('deploy/nats-users.conf', usersConfig());
    else made.useGrpc(topology);
    await made.multilith('secrets');
    for (const name of ['AUTH_ISSUER', 'AUTH_JWKS_URL']) made.set(name, 'https://id.example.com');
    made.set('AUTH_AUDIENCE', 'bells');
    made.writeCompose();
    return made;
  }

  /** Gives hosts what they need for gRPC in place of NATS. */
  useGrpc(topology: Topology): void {
    this.write(PERMISSIONS_FILE, permissionTableText(permissionTable({ topology, contexts: TRAFFIC })));
    delete this.services['nats'];
    for (const name of ['monolith', 'rings']) {
      const environment = this.env(name);
      for (const variable of ['NATS_URL', 'NATS_USER', 'NATS_PASSWORD']) delete environment[variable];
      const secret = (part: string): string => wanted(`${name.toUpperCase()}_GRPC_${part}`);
      Object.assign(environment, {
        GRPC_LISTEN: '0.0.0.0:50051',
        GRPC_TLS_CA: wanted('GRPC_CA'),
        GRPC_TLS_CERT: secret('CERT'),
        GRPC_TLS_KEY: secret('KEY'),
      });
    }
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, '..'), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Sets a secret; an empty value counts as missing. */
  set(name: string, value: string): void {
    const file = EnvFile.read(join(this.folder, '.env.production'));
    file.set(name, value);
    file.write();
  }

  get values(): Readonly<Record<string, string>> {
    return EnvFile.read(join(this.folder, '.env.production')).values;
  }

  /** Returns the variables of a service. */
  env(service: string): Record<string, string> {
    return this.services[service]!.environment!;
  }

  writeCompose(): void {
    this.write('docker-compose.yml', JSON.stringify({ services: this.services }));
  }

  chmod(mode: number): void {
    chmodSync(join(this.folder, '.env.production'), mode);
  }

  /** Runs a command and returns its output. */
  multilith(...argv: string[]): Promise<Printed> {
    return this.multilithWith({}, ...argv);
  }

  async multilithWith(env: Readonly<Record<string, string>>, ...argv: string[]): Promise<Printed> {
    const [out, error]: [string[], string[]] = [[], []];
    const write = { out: (text: string) => out.push(text), error: (text: string) => error.push(text) };
    const code = await runMultilith(argv, env, write, this.folder);
    return { code, out: out.join('\n'), error: error.join('\n') };
  }

  /** Returns the results of all checks by name; no server responds at the default addresses. */
  async check(...more: string[]): Promise<Record<string, CheckResult>> {
    const nowhere = [
      '--database',
      '127.0.0.1:1',
      '--nats',
      '127.0.0.1:1',
      '--grpc',
      'rings=127.0.0.1:1;monolith=127.0.0.1:1',
    ];
    const args = ['doctor', '--production', '--json', ...nowhere, ...more];
    const { out } = await this.multilith(...args);
    return Object.fromEntries((JSON.parse(out) as CheckResult[]).map((result) => [result.name, result]));
  }
}

function host(name: string, database: string, more: Record<string, string>): Service {
  return {
    environment: {
      NODE_ENV: '${NODE_ENV:-production}',
      [database]: wanted(database),
      NATS_URL: 'nats://nats:4222',
      NATS_USER: name,
      NATS_PASSWORD: wanted(`${name.toUpperCase()}_NATS_PASSWORD`),
      PRINCIPAL_KEY: wanted(`${name.toUpperCase()}_PRINCIPAL_KEY`),
      PRINCIPAL_PUBLIC_KEYS: wanted('PRINCIPAL_PUBLIC_KEYS'),
      ...more,
    },
    networks: ['data', 'hosts'],
    ...HARDENED,
  };
}

/** Returns the users of the server: the hosts', and one that may see everything. */
export function usersConfig(more: Readonly<Record<string, HostPermissions>> = {}): string {
  const everything = { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } };
  return serverConfig({
    ...permissionsForAll({ topology: { rings: { transport: 'nats' } }, contexts: TRAFFIC }),
    [PROVISION]: provisionPermissions({ contexts: TRAFFIC }),
    [TOOLS]: everything,
    ...more,
  });
}
