import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { applyExceptions } from './baseline/exceptions.js';
import { FactsCache } from './cache/facts-cache.js';
import { positionAt } from './report/position.js';
import { propose } from './report/proposal.js';
import type { Report, Unanalysable, Violation } from './report/report.js';
import { importRules, WORKSPACE_RULES } from './rules/index.js';
import { isLocation } from './rules/location.js';
import { outdatedGraph } from './rules/module-graph.js';
import { isTest, type FileInContext, type LocatedFinding, type ResolvedImport } from './rules/rule.js';
import { Scene } from './rules/scene.js';
import { readSource, type Depth } from './source/read-source.js';
import type { Import, SourceFile } from './source/source-file.js';
import { readSqlFile } from './sql/read-sql-file.js';
import { readSql } from './sql/tables.js';
import { readConfig } from './workspace/config.js';
import { Owners } from './workspace/owners.js';
import { Resolver } from './workspace/resolver.js';
import { FileTree } from './workspace/tree.js';
import { describeUnit, type Unit } from './workspace/unit.js';
import { NotAWorkspaceError, Workspace } from './workspace/workspace.js';

/** What a check may be told. */
export interface CheckOptions {
  /** A configuration file, relative to the root or the current folder; else `boundary-lint.json` at the root. */
  readonly config?: string | undefined;
  /** Keeps what was read from files for the next run, in `node_modules/.cache` of the workspace. */
  readonly cache?: boolean;
  /** Texts that count instead of what is on the disk, by absolute path: what an editor has not saved yet. */
  readonly overlay?: ReadonlyMap<string, string>;
}

/** A report and the files it was made from. */
export interface Checked {
  readonly report: Report;
  readonly scene: Scene;
}

/**
 * Checks every source file of a workspace.
 * @throws NotAWorkspaceError when there is nothing to check: a check that saw no file must not pass
 */
export function checkWorkspace(rootFolder: string, options: CheckOptions = {}): Report {
  return new Checker(rootFolder, options).run(options.overlay).report;
}

/** Checks a workspace again and again, reading only what has changed. */
export class Checker {
  readonly #root: string;
  readonly #options: CheckOptions;
  readonly #cache: FactsCache;

  constructor(rootFolder: string, options: CheckOptions = {}) {
    if (!existsSync(rootFolder)) throw new NotAWorkspaceError(`there is no folder ${rootFolder}.`);
    this.#root = realpathSync(rootFolder);
    this.#options = options;
    const modules = join(this.#root, 'node_modules');
    this.#cache = new FactsCache(options.cache && existsSync(modules) ? join(modules, '.cache') : undefined);
  }

  /** @throws NotAWorkspaceError when there is nothing to check */
  run(overlay?: ReadonlyMap<string, string>): Checked {
    const config = readConfig(this.#root, this.#options.config);
    const tree = new FileTree(this.#root);
    const workspace = Workspace.read(this.#root, config);
    if (tree.sources.length === 0) throw new NotAWorkspaceError(`${this.#root} holds no source file.`);
    const checked = new Run(workspace, tree, this.#cache, overlay).check();
    this.#cache.save();
    return checked;
  }
}

/** One look at the whole workspace. */
class Run {
  readonly #workspace: Workspace;
  readonly #tree: FileTree;
  readonly #resolver: Resolver;
  readonly #owners: Owners;
  readonly #cache: FactsCache;
  readonly #overlay: ReadonlyMap<string, string> | undefined;
  readonly #violations: Violation[] = [];
  readonly #unanalysable: Unanalysable[] = [];
  readonly #nothingInstalled: boolean;
  #imports = 0;
  #unresolved = 0;

  constructor(workspace: Workspace, tree: FileTree, cache: FactsCache, overlay?: ReadonlyMap<string, string>) {
    this.#workspace = workspace;
    this.#tree = tree;
    this.#cache = cache;
    this.#overlay = overlay;
    this.#resolver = new Resolver(workspace, tree);
    this.#owners = new Owners(workspace.root);
    this.#nothingInstalled = !hasModules(workspace.root);
  }

  check(): Checked {
    this.#findUnknownPackages();
    const paths = [
      ...this.#tree.sources,
      ...this.#tree.sql.filter((path) => this.#workspace.unitOf(path)?.kind === 'module'),
    ];
    const files = paths.flatMap((path) => this.#read(path) ?? []);
    const scene = new Scene(this.#workspace, files);
    const rules = importRules(this.#workspace);
    for (const file of files) {
      const { source, path, from } = file;
      for (const { item, target } of file.imports) {
        const subject = { source, path, from, item, target };
        for (const rule of rules) {
          const finding = rule.check(subject, scene);
          if (finding) this.#add(rule.name, file, { ...finding, start: item.start }, item.specifier, scene);
        }
      }
    }
    for (const rule of WORKSPACE_RULES)
      for (const { file, specifier, ...finding } of rule.check(scene))
        this.#add(rule.name, file, finding, specifier, scene);
    const { config } = this.#workspace;
    const { remaining, stale } = applyExceptions(this.#unanalysable, config.unanalysable, config.name);
    return {
      scene,
      report: {
        violations: [...distinct(this.#violations.sort(byPlace)), ...stale, ...outdatedGraph(scene)],
        unanalysable: remaining,
        coverage: {
          files: this.#tree.sources.length,
          imports: this.#imports,
          unresolved: this.#unresolved,
          unanalysable: this.#unanalysable.length,
        },
      },
    };
  }

  #read(path: string): FileInContext | undefined {
    const shown = this.#workspace.pathOf(path);
    const from = this.#workspace.unitOf(path);
    if (!from) {
      this.#misplaced(shown, `${shown} is in a folder that the layout does not know. ${this.#howToPlace()}`);
      return undefined;
    }
    const source = this.#sourceAt(path, from);
    const file = { source, path: shown, from, imports: [] as ResolvedImport[] };
    for (const { message, start } of source.parseErrors)
      this.#add('parse-error', file, {
        to: '',
        start,
        message: `${message}. What cannot be parsed cannot be checked.`,
      });
    for (const item of source.imports) {
      const resolved = this.#resolve(source, file, item);
      if (resolved) file.imports.push(resolved);
    }
    if (from.kind === 'module')
      for (const { value, start } of source.persistence?.sql ?? [])
        if (readSql(value).computed.length > 0 && !isTest(shown))
          this.#cannotTell(
            file,
            { form: 'sql', start },
            'this statement names a table that is computed, so it is not known whose it is. Name the table in the text.',
          );
    return file;
  }

  #sourceAt(path: string, from: Unit): SourceFile {
    const text = this.#overlay?.get(path) ?? readFileSync(path, 'utf8');
    const depth: Depth = from.kind === 'module' || from.kind === 'contract' ? from.kind : 'imports';
    const kind = `${depth} ${/(?:\.d)?\.\w+$/.exec(path)?.[0] ?? ''}`;
    const key = this.#cache.key(kind, text);
    let facts = this.#cache.get(key);
    if (!facts) {
      facts = path.endsWith('.sql') ? readSqlFile(text) : readSource(path, text, depth);
      this.#cache.set(key, facts);
    }
    return { file: path, text, ...facts };
  }

  #resolve(source: SourceFile, file: FileInContext, item: Import): ResolvedImport | undefined {
    const { specifier } = item;
    // Data of platform, tools, apps and specs may lie anywhere; what a context reads by its place must be known.
    const free = isLocation(item) && (!isContext(file.from) || isTest(file.path));
    if (specifier === undefined) {
      if (free || (item.form === 'evaluated' && !isContext(file.from))) return undefined;
      this.#imports++;
      this.#cannotTell(
        file,
        item,
        `this ${item.form} import is computed, so it is not known where it leads. Name the file in a string.`,
      );
      return undefined;
    }
    const known = { ...item, specifier };
    const target = this.#resolver.resolve(source.file, known);
    if (target.kind !== 'elsewhere') this.#imports++;
    if (target.kind === 'unresolved' || (target.kind === 'npm' && target.missing)) {
      // A module that is declared here need not be anywhere else, and a type in a comment need not be installed.
      if (item.form === 'augmentation' || item.form === 'ambient') return { item: known, target };
      if (item.form === 'jsdoc' && target.kind === 'npm') return { item: known, target };
      this.#unresolved++;
      if (target.kind === 'unresolved' || !this.#isExcused(target.packageName, file.from)) {
        const message = `'${specifier}' leads nowhere. Install the package, or mend the path.`;
        this.#add('unresolved', file, { to: specifier, start: item.start, message }, specifier);
      }
    }
    return { item: known, target };
  }

  /** Whether a package that is not installed is known all the same: somebody asks for it, or nothing is installed. */
  #isExcused(packageName: string, { dependencies }: Unit): boolean {
    const asked = [dependencies, this.#workspace.rootUnit.dependencies];
    return this.#nothingInstalled || asked.some(({ shipped, dev }) => shipped.has(packageName) || dev.has(packageName));
  }

  #findUnknownPackages(): void {
    for (const folder of this.#tree.packages) {
      const inside = `${this.#workspace.root}/${folder}/`;
      if (folder === '' || this.#workspace.unitOf(`${inside}package.json`) !== this.#workspace.rootUnit) continue;
      if (!this.#tree.sources.some((path) => path.startsWith(inside))) continue;
      this.#misplaced(
        `${folder}/package.json`,
        `${folder} is a package that the configuration does not know. ${this.#howToPlace()}`,
      );
    }
  }

  #howToPlace(): string {
    return this.#workspace.config.house
      ? 'Move it below libs/modules, libs/contracts or libs/platform.'
      : `Name it in ${this.#workspace.config.name}: contexts, contracts, shared or apps.`;
  }

  #misplaced(file: string, message: string): void {
    this.#violations.push({
      rule: 'unknown-place',
      file,
      line: 1,
      column: 1,
      from: '',
      to: '',
      specifier: '',
      message,
    });
  }

  #cannotTell(file: FileInContext, { form, start }: Pick<Import, 'form' | 'start'>, message: string): void {
    this.#unanalysable.push({ file: file.path, ...positionAt(file.source.text, start), form, message });
  }

  #add(rule: string, file: FileInContext, finding: LocatedFinding, specifier = '', scene?: Scene): void {
    const { from, source, path } = file;
    const { to, toUnit, wanted } = finding;
    const owners = this.#ownersOf(from, toUnit);
    this.#violations.push({
      rule,
      file: path,
      ...positionAt(source.text, finding.start),
      from: from.name,
      to,
      specifier,
      message: finding.message + owners,
      source: lineAt(source.text, finding.start),
      ...(scene && toUnit && wanted && toUnit.name !== from.name ? { proposal: propose(toUnit, wanted, scene) } : {}),
    });
  }

  #ownersOf(from: Unit, to: Unit | undefined): string {
    const sides = to && to.folder !== from.folder ? [from, to] : [from];
    const named = sides.map((unit) => [unit, this.#owners.of(`${unit.folder}/`)] as const);
    if (to === undefined || named.every(([, owners]) => owners.length === 0)) return '';
    return ` Owners: ${named.map(([unit, owners]) => `${describeUnit(unit)} ${owners.length > 0 ? owners.join(' ') : 'has none'}`).join(', ')}.`;
  }
}

const isContext = ({ kind }: Unit): boolean => kind === 'module' || kind === 'contract';

function hasModules(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules'))) return true;
  const above = dirname(folder);
  return above !== folder && hasModules(above);
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text
    .slice(start, end < 0 ? undefined : end)
    .trim()
    .slice(0, 200);
}

/** One import that breaks a rule in two ways is one breach of it. */
function distinct(violations: readonly Violation[]): Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ rule, file, line, column, to }) => {
    const key = [rule, file, line, column, to].join('\0');
    return !seen.has(key) && seen.add(key);
  });
}

const byPlace = (a: Violation, b: Violation): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
