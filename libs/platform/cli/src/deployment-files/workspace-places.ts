import { MultilithError } from '@multilith/contract';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hostOf, MAIN_HOST, readTopology, type Topology } from '@multilith/runtime/host';

/** The contexts of a deployment, and the hosts that run them. */
export interface Places {
  readonly contexts: readonly string[];
  /** Names of the hosts, the main host first. */
  readonly hosts: readonly string[];
  readonly topology: Topology;
}

const MODULES = 'libs/modules';

/**
 * Reads a workspace: `topology.json` (or `TOPOLOGY_FILE`) and the modules under `libs/modules`. Without a workspace, as
 * in an image, `MULTILITH_CONTEXTS` lists the contexts, separated by commas.
 *
 * @throws MultilithError `WORKSPACE_MISSING`, `TOPOLOGY_INVALID`
 */
export function placesIn(folder: string, env: Readonly<Record<string, string | undefined>>): Places {
  const contexts = contextsIn(folder, env);
  const file = resolve(folder, env['TOPOLOGY_FILE'] || 'topology.json');
  const topology = readTopology(file);
  const hosts = [MAIN_HOST, ...contexts.map((context) => hostOf(topology, context))];
  return { contexts, hosts: [...new Set(hosts)], topology };
}

function contextsIn(folder: string, env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const named = env['MULTILITH_CONTEXTS']?.split(',').filter((name) => name.trim() !== '');
  if (named && named.length > 0) return named.map((name) => name.trim()).sort();
  const modules = join(folder, MODULES);
  const found = existsSync(modules)
    ? readdirSync(modules).filter((name) => existsSync(join(modules, name, 'package.json')))
    : [];
  if (found.length > 0) return found.sort();
  throw new MultilithError(
    'WORKSPACE_MISSING',
    `There are no modules under ${MODULES} of ${folder}, and MULTILITH_CONTEXTS names no contexts.`,
    'Run this in the root of the workspace, or set MULTILITH_CONTEXTS to names like catalog,orders.',
  );
}

/** Whether a context of the deployment is reached over a transport. */
export const uses = ({ topology }: Places, transport: string): boolean =>
  Object.values(topology).some((placed) => placed.transport === transport);

/** Converts a name like `gift-cards` to `GIFT_CARDS`, the prefix of its variables. */
export const words = (name: string): string => name.toUpperCase().replaceAll('-', '_');
