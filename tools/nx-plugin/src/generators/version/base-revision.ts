import { execFileSync } from 'node:child_process';
import { GeneratorError } from '../generator-error.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';

/**
 * Returns the commit with the released contracts: the merge base of HEAD and `--base`. Default: `NX_BASE`, else the
 * default branch of nx.json.
 *
 * @returns `undefined` in a folder without commits
 * @throws GeneratorError GENERATOR_UNKNOWN_REVISION
 */
export function baseRevision(files: WorkspaceFiles, wanted: string | undefined): string | undefined {
  const git = (...args: readonly string[]): string | undefined => gitIn(files.root, args);
  const commit = (revision: string): string | undefined =>
    git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  const head = commit('HEAD');
  const left = (revision: string): string | undefined => {
    const other = commit(revision);
    // A shallow clone knows no merge base.
    return other === undefined || head === undefined ? other : (git('merge-base', other, head) ?? other);
  };
  if (wanted !== undefined) {
    const found = left(wanted);
    if (found !== undefined) return found;
    throw new GeneratorError(
      'GENERATOR_UNKNOWN_REVISION',
      `Git knows no revision '${wanted}'.`,
      'Give a branch, tag or commit that is in this clone; `git fetch` brings others.',
    );
  }
  const branch = defaultBranch(files);
  const candidates = [process.env['NX_BASE'], `origin/${branch}`, branch].filter((each) => each !== undefined);
  return candidates.map(left).find((each) => each !== undefined) ?? head;
}

function defaultBranch(files: WorkspaceFiles): string {
  const { defaultBase = 'main' } = files.exists('nx.json')
    ? (JSON.parse(readText(files, 'nx.json')) as { readonly defaultBase?: string })
    : {};
  return defaultBase.replace(/^origin\//, '');
}

function gitIn(root: string, args: readonly string[]): string | undefined {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: [...stdio] }).trim();
  } catch {
    return undefined;
  }
}
