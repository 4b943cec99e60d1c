import { execFileSync } from 'node:child_process';
import { posix } from 'node:path';
import { contractFolder } from '../names/context-name.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';

/** The sources of a contract by their paths in the workspace, without its specs. */
export type ContractSources = ReadonlyMap<string, string>;

const SOURCE = /\.(?:ts|json)$/;
const SPEC = /\.(?:spec|test-d)\.ts$/;

/** Returns the sources of a contract as they are now. */
export function sourcesNow(files: WorkspaceFiles, context: string): ContractSources {
  const sources = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const name of files.children(folder).sort()) {
      const path = posix.join(folder, name);
      if (isSource(path)) sources.set(path, readText(files, path));
      else if (!name.includes('.')) visit(path);
    }
  };
  visit(`${contractFolder(context)}/src`);
  return sources;
}

/** Returns the sources of a contract in a revision of Git; empty if the contract was not there. */
export function sourcesAt(root: string, revision: string, context: string): ContractSources {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  const paths = git('ls-tree', '-r', '-z', '--name-only', revision, '--', `${contractFolder(context)}/src`).split('\0');
  return new Map(paths.filter(isSource).map((path) => [path, git('show', `${revision}:./${path}`)]));
}

const isSource = (path: string): boolean => SOURCE.test(path) && !SPEC.test(path);
