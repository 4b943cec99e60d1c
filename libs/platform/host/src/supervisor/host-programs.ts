import { MultilithError } from '@multilith/contract';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN_HOST, type Topology } from '@multilith/runtime/host';
import { integerFromEnv } from '../config/environment.js';
import { healthPortFromEnv } from '../config/host-config.js';
import type { HostProgram } from './host-program.js';

const PORTS = 65_535;
const DEFAULT_PORT = 3000;

/** What runs the hosts of a workspace. */
export interface HostProgramsOptions {
  /** The root of the workspace. */
  readonly workspace: string;
  readonly topology: Topology;
  /** Every context of the system. */
  readonly contexts: readonly string[];
  /** How many processes a host has, where it is not one. */
  readonly instances: ReadonlyMap<string, number>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The program of every host that the topology has: that of the monolith, and those that `nx extract` wrote. Further
 * instances of the monolith listen at the ports after `PORT` and `METRICS_PORT`; every other host answers health at one
 * after `HEALTH_PORT`, or at a free one.
 *
 * @throws MultilithError TOPOLOGY_INVALID, HOST_PROGRAM_MISSING, START_ARGUMENT for instances of a host that there is not
 */
export function hostPrograms({ workspace, topology, contexts, instances, env }: HostProgramsOptions): HostProgram[] {
  const extracted = Object.keys(topology).sort();
  const unknown = extracted.filter((context) => !contexts.includes(context));
  if (unknown.length > 0)
    throw new MultilithError(
      'TOPOLOGY_INVALID',
      `The topology places ${unknown.join(', ')}, but the contexts are ${contexts.join(', ')}.`,
      'Correct the name, or remove its line.',
    );
  for (const host of instances.keys()) requireHost(host, extracted);
  const port = integerFromEnv(env, 'PORT', DEFAULT_PORT, PORTS);
  const metricsPort = integerFromEnv(env, 'METRICS_PORT', 0, PORTS);
  let healthPort = healthPortFromEnv(env) ?? 0;
  const times = <T>(host: string, make: (index: number) => T): T[] =>
    Array.from({ length: instances.get(host) ?? 1 }, (_, index) => make(index));
  return [
    ...extracted.map((host) => ({
      host,
      file: hostProgram(workspace, host),
      instances: times(host, () => ({ HEALTH_PORT: String(healthPort && healthPort++) })),
    })),
    {
      host: MAIN_HOST,
      file: hostProgram(workspace, MAIN_HOST),
      instances: times(MAIN_HOST, (index) => ({
        PORT: String(port && port + index),
        ...(metricsPort > 0 ? { METRICS_PORT: String(metricsPort + index) } : {}),
      })),
    },
  ];
}

/**
 * The built program of a host.
 * @throws MultilithError HOST_PROGRAM_MISSING
 */
export function hostProgram(workspace: string, host: string): string {
  const path = host === MAIN_HOST ? `apps/${host}/dist/main.js` : `apps/extracted/${host}/dist/main.js`;
  const file = join(workspace, path);
  if (existsSync(file)) return file;
  throw new MultilithError(
    'HOST_PROGRAM_MISSING',
    `The topology has a host '${host}', but there is no ${path}.`,
    host === MAIN_HOST
      ? 'Build it with `npm run build`.'
      : `\`npx nx extract ${host} --force\` writes what is missing, \`npx nx inline ${host}\` takes the context back.`,
  );
}

/** @throws MultilithError START_ARGUMENT */
export function requireHost(host: string, extracted: readonly string[]): void {
  if (host === MAIN_HOST || extracted.includes(host)) return;
  throw new MultilithError(
    'START_ARGUMENT',
    `There is no host '${host}'. The topology has ${[MAIN_HOST, ...extracted].join(', ')}.`,
    `\`npx nx extract ${host}\` gives a context a host of its own.`,
  );
}
