import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MultilithError } from '@multilith/contract';
import { git } from '../../workspace/git.js';

/** The commit that a workspace is compared with. */
export interface MergeBase {
  /** Full hash. */
  readonly commit: string;
  /** The ref that it is the merge base with, like `origin/main`. */
  readonly ref: string;
  /** Whether it is `HEAD` itself, as on the main branch: then only changes that are not committed are compared. */
  readonly isHead: boolean;
}

/**
 * Finds the commit where the work of this branch began: the merge base of `HEAD` and a ref.
 *
 * @param ref Default: `NX_BASE`, else the first that exists of `defaultBase` of nx.json (default `main`), and the same
 *   branch of `origin`
 * @returns `undefined` outside of a repository, or without a commit
 * @throws MultilithError CONTRACT_BASE_UNKNOWN if the ref or the history up to it is missing
 */
export function mergeBase(root: string, ref = process.env['NX_BASE']): MergeBase | undefined {
  const head = git(root, 'rev-parse', '--verify', 'HEAD');
  if (head === undefined) {
    if (ref === undefined) return undefined;
    throw unknown(`'${ref}' cannot be looked up: ${root} is not a git repository with commits.`);
  }
  const candidates = ref === undefined ? defaultRefs(root) : [ref];
  const known = candidates.find(
    (each) => git(root, 'rev-parse', '--verify', '--quiet', `${each}^{commit}`) !== undefined,
  );
  if (known === undefined)
    throw unknown(`There is no ${candidates.map((each) => `'${each}'`).join(' and no ')} to compare contracts with.`);
  const commit = git(root, 'merge-base', known, 'HEAD');
  if (commit !== undefined) return { commit, ref: known, isHead: commit === head };
  const isShallow = git(root, 'rev-parse', '--is-shallow-repository') === 'true';
  throw unknown(
    isShallow
      ? `The clone is shallow: it does not reach back to where HEAD and '${known}' diverged.`
      : `HEAD and '${known}' have no common history.`,
  );
}

function defaultRefs(root: string): string[] {
  let branch: unknown;
  try {
    branch = (JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as { defaultBase?: unknown }).defaultBase;
  } catch {
    // Without Nx, the branch has its usual name.
  }
  const name = typeof branch === 'string' ? branch : 'main';
  return [name, ...(name.startsWith('origin/') ? [] : [`origin/${name}`])];
}

const unknown = (problem: string): MultilithError =>
  new MultilithError(
    'CONTRACT_BASE_UNKNOWN',
    problem,
    'Fetch the branch with its history (`fetch-depth: 0` of actions/checkout, `git fetch --unshallow`), or name another ref with --base.',
  );
