import { execFileSync } from 'node:child_process';
import { parseBaseline, BASELINE_FILE, type BaselineEntry } from './baseline/baseline.js';
import type { Report } from './report/report.js';
import type { Scene } from './rules/scene.js';
import { NotAWorkspaceError } from './workspace/config.js';

/** Returns files that differ from a revision, relative to the root, including untracked files. */
export function filesChangedSince(root: string, revision: string): Set<string> {
  const lists = [
    ['diff', '--name-only', '--relative', '-z', revision, '--'],
    ['ls-files', '--others', '--exclude-standard', '-z'],
  ];
  return new Set(lists.flatMap((args) => git(root, args).split('\0')).filter((path) => path !== ''));
}

/** Returns the baseline of a revision; empty if it had none. */
export function baselineAt(root: string, revision: string): BaselineEntry[] {
  const listed = git(root, ['ls-tree', '--name-only', revision, '--', BASELINE_FILE]);
  return listed.trim() === '' ? [] : parseBaseline(git(root, ['show', `${revision}:./${BASELINE_FILE}`]));
}

/**
 * Narrows a report to what a change can have caused: findings in files that changed, in files that import them over any
 * number of steps, and in units whose package.json changed. Configuration that changed may have caused anything.
 */
export function causedBy(report: Report, scene: Scene, changed: ReadonlySet<string>): Report {
  if (
    [...changed].some((path) => /(?:^|\/)(?:boundary-lint.*|[tj]sconfig.*)\.json$|^package(?:-lock)?\.json$/.test(path))
  )
    return report;
  const touched = dependents(scene, changed);
  const isTouched = (file: string): boolean => touched.has(file) || changed.has(file);
  const everywhere = new Set([
    'no-cycles',
    // Deleted files break their importers, but are not in the graph any more.
    'unresolved',
    'declared-use',
    'module-graph',
    'stale-exception',
    'stale-baseline',
    'expired-baseline',
    'baseline-grew',
    'unknown-place',
  ]);
  return {
    ...report,
    violations: report.violations.filter(({ rule, file }) => everywhere.has(rule) || isTouched(file)),
    warnings: report.warnings.filter(({ rule, file }) => everywhere.has(rule) || isTouched(file)),
    unanalysable: report.unanalysable.filter(({ file }) => isTouched(file)),
  };
}

function dependents({ files, workspace }: Scene, changed: ReadonlySet<string>): Set<string> {
  const stems = new Set([...changed].map(stemOf));
  const importers = new Map<string, string[]>();
  const touched = new Set<string>();
  for (const file of files) {
    if (changed.has(file.path) || changed.has(`${file.from.folder}/package.json`)) touched.add(file.path);
    for (const { target } of file.imports) {
      if (target.kind === 'not-exported' && changed.has(`${target.unit.folder}/package.json`)) touched.add(file.path);
      if (target.kind !== 'file') continue;
      const path = workspace.pathOf(target.file);
      const known = importers.get(path);
      if (known) known.push(file.path);
      else importers.set(path, [file.path]);
      // The import of a deleted file may now resolve to another file: `x.js` next to `x.ts`, an index.
      if (stems.has(stemOf(path))) touched.add(file.path);
    }
  }
  // A Set also visits entries that are added during the iteration.
  for (const path of touched) for (const importer of importers.get(path) ?? []) touched.add(importer);
  return touched;
}

const stemOf = (path: string): string => path.replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '').replace(/\/index$/, '');

function git(root: string, args: readonly string[]): string {
  try {
    return execFileSync('git', [...args], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new NotAWorkspaceError(`git ${args[0]} failed: ${stderr?.trim().split('\n')[0] ?? (error as Error).message}`);
  }
}
