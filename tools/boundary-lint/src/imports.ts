import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Findings } from './findings.js';
import { isLocation } from './rules/location.js';
import { isTest, type FileInContext, type ResolvedImport } from './rules/file-in-context.js';
import type { Import } from './source/source-file.js';
import { whyUnread } from './unread.js';
import { Resolver, type Target } from './workspace/resolver.js';
import type { FileTree } from './workspace/tree.js';
import { isToolConfig } from './workspace/tool-config.js';
import { describeUnit, type Unit } from './workspace/unit.js';
import type { Workspace } from './workspace/workspace.js';

type KnownImport = Import & { readonly specifier: string };

/** Resolves the imports of files, counts them, and reports computed and unresolved ones. */
export class Imports {
  readonly #workspace: Workspace;
  readonly #tree: FileTree;
  readonly #resolver: Resolver;
  readonly #findings: Findings;
  readonly #nothingInstalled: boolean;
  readonly #unknown: { rule: string; file: FileInContext; item: KnownImport; message: string }[] = [];
  /** The number of imports. */
  count = 0;
  /** The number of unresolved imports. */
  unresolved = 0;

  constructor(workspace: Workspace, tree: FileTree, findings: Findings) {
    this.#workspace = workspace;
    this.#tree = tree;
    this.#resolver = new Resolver(workspace, tree);
    this.#findings = findings;
    this.#nothingInstalled = !hasModules(workspace.root);
  }

  /** Returns the target of an import; `undefined` if it is computed. */
  resolve(file: FileInContext, item: Import): ResolvedImport | undefined {
    const { specifier } = item;
    if (specifier === undefined) {
      this.#computed(file, item);
      return undefined;
    }
    const known = item as KnownImport;
    const target = this.#resolver.resolve(file.file, known);
    if (target.kind !== 'elsewhere') this.count++;
    this.#judge(file, known, target);
    return { item: known, target };
  }

  /** Reports unresolved and unreadable targets, except for imports that are refused anyway. */
  reportUnknown(refused: ReadonlySet<Import>): void {
    for (const { rule, file, item, message } of this.#unknown)
      if (!refused.has(item))
        this.#findings.add(rule, file, { to: item.specifier, start: item.start, message }, item.specifier);
  }

  #judge(file: FileInContext, item: KnownImport, target: Target): void {
    const { specifier } = item;
    const report = (rule: string, message: string): void => void this.#unknown.push({ rule, file, item, message });
    if (target.kind === 'unresolved' || (target.kind === 'npm' && target.missing)) {
      // A module with an ambient declaration need not exist, and a type in a comment need not be installed.
      if (item.form === 'augmentation' || item.form === 'ambient' || item.form === 'tsconfig') return;
      if (item.form === 'jsdoc' && target.kind === 'npm') return;
      this.unresolved++;
      if (target.kind === 'unresolved' || !this.#isExcused(target.packageName, file.from))
        report('unresolved', `'${specifier}' leads nowhere. Install the package, or mend the path.`);
      return;
    }
    if (target.kind === 'file' && target.notBuilt && target.unit) {
      const leads = this.#workspace.pathOf(target.file);
      report(
        'not-built',
        `'${specifier}' is an entry of ${describeUnit(target.unit)} that leads to ${leads}. That file is not built, and its source is not known. Build the package before the check, or set outDir and rootDir in its tsconfig.json.`,
      );
      return;
    }
    const unread = whyUnread(item, target, this.#tree, this.#workspace);
    if (unread !== undefined) report('unreadable', `'${specifier}' loads ${unread}`);
  }

  #computed(file: FileInContext, item: Import): void {
    // Platform, tools, apps and specs may read data from any path; a file that a context reads by path must be known.
    const inContext = file.from.kind === 'module' || file.from.kind === 'contract';
    if (isLocation(item) && (!inContext || isTest(file.path) || isToolConfig(file.path, file.from))) return;
    if (item.form === 'evaluated' && !inContext) return;
    this.count++;
    this.#findings.addComputed(
      file,
      item,
      `this ${item.form} import is computed, so it is not known where it leads. Name the file in a string.`,
    );
  }

  /** Whether a missing package is excused: package.json lists it, or nothing is installed. */
  #isExcused(packageName: string, { dependencies }: Unit): boolean {
    const asked = [dependencies, this.#workspace.rootUnit.dependencies];
    return this.#nothingInstalled || asked.some(({ shipped, dev }) => shipped.has(packageName) || dev.has(packageName));
  }
}

function hasModules(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules'))) return true;
  const above = dirname(folder);
  return above !== folder && hasModules(above);
}
