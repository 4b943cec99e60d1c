import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PAGES } from '../artefacts/page/pages.js';
import { contractFolders } from '../workspace/contract-folders.js';
import type { LoadedContract } from '../workspace/loaded-contract.js';
import { lockPath } from '../workspace/read-locks.js';

/** Folders and files below a contract that hold generated content only. */
const GENERATED = ['proto', 'json-schema', 'asyncapi.json'];

/**
 * Returns the generated files on disk, from the root of the workspace: those of these contracts, and the pages of contracts
 * that do not exist any more.
 */
export function generatedFiles(root: string, contracts: readonly LoadedContract[]): string[] {
  const own = contracts.flatMap(({ folder }) => GENERATED.flatMap((name) => filesIn(root, `${folder}/${name}`)));
  const pages = filesIn(root, PAGES).filter((path) => path.endsWith('.md') && isGenerated(root, path));
  // Read after the pages: another process writes the lock of a new contract before its page.
  const contexts = new Set(['README', ...contractFolders(root, []).map((folder) => contextOf(root, folder))]);
  return [...own, ...pages.filter((path) => !contexts.has(basename(path, '.md')))];
}

function contextOf(root: string, folder: string): string | undefined {
  const file = join(root, lockPath(folder));
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { context?: string }).context;
  } catch {
    return basename(folder);
  }
}

function filesIn(root: string, path: string): string[] {
  const place = join(root, path);
  if (!existsSync(place)) return [];
  if (path.endsWith('.json')) return [path];
  return readdirSync(place, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesIn(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`]))
    .sort();
}

/** Whether a page is generated: pages written by hand may be in the same folder. */
const isGenerated = (root: string, path: string): boolean =>
  /generated/i.test(readFileSync(join(root, path), 'utf8').split('\n', 1)[0]!);
