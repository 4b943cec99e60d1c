import { MultilithError } from '@multilith/contract';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MAIN_HOST } from '@multilith/runtime/host';
import { readCompose, type ComposeService } from '../deployment-files/compose-file.js';
import { EnvFile } from '../deployment-files/env-file.js';
import { placesIn } from '../deployment-files/workspace-places.js';
import type { Address, InspectedDeployment, InspectedHost } from './inspected-deployment.js';

/** Files and servers to inspect. */
export interface InspectOptions {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Default: `.env.production`, if it exists. */
  readonly envFile?: string | undefined;
  /** Default: `docker-compose.yml`, if it exists. `none`: only the host that the environment describes. */
  readonly compose?: string | undefined;
  /** Without a compose file: the host that the environment describes. Default: the main host. */
  readonly host?: string | undefined;
  /**
   * `host:port` of the database and of NATS, as seen from this machine. Default: the published ports, else the
   * addresses that the hosts use.
   */
  readonly database?: string | undefined;
  readonly nats?: string | undefined;
  /** Addresses of the gRPC servers of hosts, as seen from this machine, in the form of `GRPC_HOSTS`. */
  readonly grpc?: string | undefined;
}

/** @throws MultilithError `DEPLOYMENT_FILE_MISSING`, `COMPOSE_UNREADABLE`, `WORKSPACE_MISSING`, `TOPOLOGY_INVALID` */
export function inspectDeployment(options: InspectOptions): InspectedDeployment {
  const { folder, env } = options;
  const secretsFile = fileNamed(folder, options.envFile, '.env.production');
  // Like Docker Compose: the environment takes precedence over the file.
  const values = { ...(secretsFile === undefined ? {} : EnvFile.read(secretsFile).values), ...env };
  const composeFile = options.compose === 'none' ? undefined : fileNamed(folder, options.compose, 'docker-compose.yml');
  const text = composeFile === undefined ? undefined : readFileSync(composeFile, 'utf8');
  const services = text === undefined ? [] : readCompose(text, values);
  const places = placesIn(folder, { TOPOLOGY_FILE: env['TOPOLOGY_FILE'] });
  return {
    folder,
    places,
    secretsFile,
    values,
    hosts: text === undefined ? [{ name: options.host ?? MAIN_HOST, env: values }] : hostsIn(services, places.hosts),
    compose: text === undefined ? undefined : { text, services },
    grpc: options.grpc,
    reach: (kind, address) =>
      given(kind === 'grpc' ? undefined : options[kind]) ?? published(services, address) ?? address,
  };
}

function fileNamed(folder: string, name: string | undefined, byDefault: string): string | undefined {
  const path = resolve(folder, name ?? byDefault);
  if (existsSync(path)) return path;
  if (name === undefined) return undefined;
  throw new MultilithError(
    'DEPLOYMENT_FILE_MISSING',
    `There is no ${path}.`,
    'Name a file that exists, or leave the option out.',
  );
}

/** A host that the compose file does not run is skipped by all checks except hosts-deployed. */
const hostsIn = (services: readonly ComposeService[], hosts: readonly string[]): InspectedHost[] =>
  services.filter(({ name }) => hosts.includes(name)).map(({ name, environment }) => ({ name, env: environment }));

function given(address: string | undefined): Address | undefined {
  if (address === undefined) return undefined;
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  return { host, port };
}

function published(services: readonly ComposeService[], { host, port }: Address): Address | undefined {
  const found = services.find(({ name }) => name === host)?.ports.find(({ target }) => target === port);
  return found && { host: found.address ?? '127.0.0.1', port: found.published || found.target };
}
