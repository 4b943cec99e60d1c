import { textOf } from './changes.js';
import { PlacementError } from './placement-error.js';

/** The transport of `nx extract` without `--transport`. */
export const DEFAULT_TRANSPORT = 'nats';

/** Transports that `@multilith/host` registers with every host. */
const BUILT_IN = [DEFAULT_TRANSPORT, 'grpc'];

const FILE = 'package.json';
const MAIN = 'apps/monolith/src/main.ts';
/** As in topology.json, where `here` is not a transport. */
const NAME = /^(?!here$)[a-z][a-z0-9-]*$/;
const FORM = '"multilith": { "transports": { "carrier": "@acme/carrier" } }';

/**
 * Returns the transports that a workspace registers beside NATS and gRPC, by name, each with the package that exports its
 * `connectTransport`. They are registered in the package.json of the workspace, as
 * `"multilith": { "transports": { "carrier": "@acme/carrier" } }`.
 *
 * @throws PlacementError PLACEMENT_TRANSPORT if they do not have this form
 */
export function registeredTransports(root: string): ReadonlyMap<string, string> {
  const text = textOf(root, FILE);
  if (text === undefined) return new Map();
  let manifest: { readonly multilith?: { readonly transports?: unknown } } | null;
  try {
    manifest = JSON.parse(text) as typeof manifest;
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  const transports = manifest?.multilith?.transports ?? {};
  if (typeof transports !== 'object' || Array.isArray(transports))
    throw unreadable('`multilith.transports` is no object');
  return new Map(
    Object.entries(transports).map(([name, packageName]: [string, unknown]) => {
      if (!NAME.test(name)) throw unreadable(`'${name}' cannot be the name of a transport`);
      if (typeof packageName !== 'string' || !/^[\w@./-]+$/.test(packageName))
        throw unreadable(`'${name}' has no package name`);
      return [name, packageName];
    }),
  );
}

/**
 * Returns the names of all transports of a workspace.
 * @throws PlacementError PLACEMENT_TRANSPORT if their registration cannot be read
 */
export const transportNames = (root: string): readonly string[] => [
  ...new Set([...BUILT_IN, ...registeredTransports(root).keys()]),
];

/** @throws PlacementError PLACEMENT_TRANSPORT if the workspace registers no transport of this name */
export function requireTransport(root: string, name: string): void {
  const names = transportNames(root);
  if (names.includes(name)) return;
  throw new PlacementError(
    'PLACEMENT_TRANSPORT',
    `There is no transport '${name}'. Registered: ${names.join(', ')}.`,
    `Use one of these, or register it in ${FILE}: ${FORM}.`,
  );
}

/** Returns what the main host still needs for a transport; `undefined` if its program mentions the package. */
export function mainHostNote(root: string, name: string): string | undefined {
  const packageName = registeredTransports(root).get(name);
  if (packageName === undefined || textOf(root, MAIN)?.includes(packageName)) return undefined;
  return `${MAIN} does not connect '${name}': add transports: { '${name}': async (options) => (await import('${packageName}')).connectTransport(options) } to runEdgeHost.`;
}

const unreadable = (detail: string): PlacementError =>
  new PlacementError(
    'PLACEMENT_TRANSPORT',
    `The transports in ${FILE} cannot be read: ${detail}.`,
    `Register each with its package: ${FORM}.`,
  );
