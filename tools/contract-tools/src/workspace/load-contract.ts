import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorDefinitionOf, definitionOf, describeThrown, MultilithError, type Contract } from '@multilith/contract';
import type { z } from 'zod';
import type { LoadedContract } from './loaded-contract.js';
import { readLocks } from './read-locks.js';
import { loadWithoutLocks } from './without-lock.js';

type Exports = Readonly<Record<string, unknown>>;

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly main?: string;
  readonly exports?: string | Readonly<Record<string, Entry>>;
}

/** An entry of `exports` in a package.json: a file, or one for each condition. */
type Entry = string | Readonly<Record<string, string>>;

/**
 * Loads a contract from its built package, without the lock that it imports. A package is loaded once in the life of a
 * process, so a process that builds it again has to leave the loading to another one.
 *
 * @param root folder of the workspace
 * @param folder of the contract, from the root, like `libs/contracts/orders`
 * @returns `undefined` if the package exports no contract, as a package of shared types
 * @throws MultilithError CONTRACT_NOT_LOADABLE
 */
export async function loadContract(root: string, folder: string): Promise<LoadedContract | undefined> {
  const manifest = manifestOf(root, folder);
  const exported = await exportsOf(root, folder);
  const contracts = Object.values(exported).filter(isContract);
  const [contract, another] = contracts;
  if (!contract) return undefined;
  if (another && another !== contract)
    throw notLoadable(folder, `exports two contracts, '${contract.name}' and '${another.name}'`);
  const names = await namesOf(root, folder, manifest, exported, contract);
  const packageName = manifest.name;
  return { folder, packageName, context: contract.name, contract, names, ...readLocks(root, folder, contract.name) };
}

function manifestOf(root: string, folder: string): Manifest {
  const file = join(root, folder, 'package.json');
  if (!existsSync(file)) throw notLoadable(folder, 'has no package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

async function exportsOf(root: string, folder: string): Promise<Exports> {
  loadWithoutLocks();
  const entry = entryOf(manifestOf(root, folder));
  if (entry === undefined || !existsSync(join(root, folder, entry))) throw notLoadable(folder, 'is not built');
  try {
    return (await import(pathToFileURL(join(realpathSync(root), folder, entry)).href)) as Exports;
  } catch (error) {
    throw notLoadable(folder, `cannot be loaded: ${describeThrown(error).message}`, error);
  }
}

/** The compiled entry of a package, below its folder. */
function entryOf({ exports, main }: Manifest): string | undefined {
  const entry = typeof exports === 'object' ? (exports['.'] ?? exports) : exports;
  return typeof entry === 'object' ? ((entry['default'] ?? entry['import']) as string | undefined) : (entry ?? main);
}

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Contract).name === 'string' &&
  (value as Contract).messages instanceof Map;

const isSchema = (value: unknown): value is z.ZodType =>
  typeof value === 'object' && value !== null && '_zod' in value && 'safeParse' in value;

/**
 * The names under which the contract and the packages of shared types that it depends on export schemas. A name of the
 * contract itself is never that of a shared type as well.
 */
async function namesOf(
  root: string,
  folder: string,
  { dependencies = {} }: Manifest,
  own: Exports,
  contract: Contract,
): Promise<Map<z.ZodType, string>> {
  const names = new Map<z.ZodType, string>();
  const taken = new Set([...Object.keys(own), ...declaredNames(contract)]);
  const add = (exported: Exports, isFree: (name: string) => boolean): void => {
    for (const name of Object.keys(exported).sort()) {
      const schema = exported[name];
      if (isSchema(schema) && !names.has(schema) && isFree(name)) names.set(schema, name);
    }
  };
  add(own, () => true);
  for (const dependency of Object.keys(dependencies).sort()) {
    const shared = folderInWorkspace(root, folder, dependency);
    if (shared !== undefined) add(await exportsOf(root, shared), (name) => !taken.has(name));
  }
  return names;
}

/** Names of messages and errors, without the context. */
function declaredNames({ messages }: Contract): string[] {
  return [...messages.values()].flatMap((message) => {
    const { name, errors } = definitionOf(message)!;
    return [name, ...errors.map((error) => errorDefinitionOf(error)!.code)].map((each) => each.split('.')[1]!);
  });
}

/** Folder of a dependency that is a package of the workspace and not an installed one. */
function folderInWorkspace(root: string, folder: string, dependency: string): string | undefined {
  for (let place = join(root, folder); ; place = join(place, '..')) {
    const link = join(place, 'node_modules', dependency);
    if (existsSync(link)) {
      const path = relative(realpathSync(root), realpathSync(link)).split(sep).join('/');
      return path.startsWith('../') || /(?:^|\/)node_modules\//.test(path) ? undefined : path;
    }
    if (place === root) return undefined;
  }
}

const notLoadable = (folder: string, reason: string, cause?: unknown): MultilithError =>
  new MultilithError(
    'CONTRACT_NOT_LOADABLE',
    `The contract in ${folder} ${reason}.`,
    'Build the package and correct what its code throws; its index.ts has to export the result of contract().',
    { cause },
  );
