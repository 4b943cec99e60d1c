import { existsSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cacheFolderOf } from './cache/cache-folder.js';
import { FactsCache } from './cache/facts-cache.js';
import { Findings } from './findings.js';
import { Imports } from './imports.js';
import type { Report } from './report/report.js';
import { importRules, WORKSPACE_RULES } from './rules/index.js';
import { oddEntries } from './rules/module-entry.js';
import { outdatedGraph } from './rules/module-graph.js';
import { isTest, type FileInContext, type ResolvedImport } from './rules/file-in-context.js';
import type { Finding } from './rules/rule.js';
import { Scene } from './rules/scene.js';
import type { Depth } from './source/read-source.js';
import { SecondReader } from './source/second-reader/second-reader.js';
import { Sources, UnreadableError } from './source/sources.js';
import type { SourceFacts } from './source/source-file.js';
import { readConfig } from './workspace/config.js';
import { FileTree } from './workspace/tree.js';
import type { Unit } from './workspace/unit.js';
import { NotAWorkspaceError, Workspace } from './workspace/workspace.js';

/** From this number of unread files on, two threads read them. */
const MANY_FILES = 1_000;

/** Options of a check. */
export interface CheckOptions {
  /** Path of a configuration file, relative to the root or the current folder. Default: `boundary-lint.json` at the root. */
  readonly config?: string | undefined;
  /** Caches facts for the next run, in `node_modules/.cache` or in the cache folder of the user. */
  readonly cache?: boolean;
  /** Unsaved texts of an editor that replace files on disk, by absolute path. */
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
    this.#cache = new FactsCache(options.cache ? cacheFolderOf(this.#root) : undefined);
  }

  /** @throws NotAWorkspaceError when there is nothing to check */
  run(overlay?: ReadonlyMap<string, string>): Checked {
    const config = readConfig(this.#root, this.#options.config);
    const workspace = Workspace.read(this.#root, config);
    const tree = new FileTree(this.#root);
    if (tree.sources.length === 0) throw new NotAWorkspaceError(`${this.#root} holds no source file.`);
    const second = overlay ? undefined : this.#secondReader(workspace, tree);
    try {
      const sources = new Sources(this.#cache, overlay, second);
      const checked = new Run(workspace, tree, sources).check();
      sources.save();
      return checked;
    } finally {
      second?.end();
    }
  }

  /** Whether a second thread is worth it: many files to read and a free core. Starting a thread takes 0.1 s. */
  #secondReader(workspace: Workspace, tree: FileTree): SecondReader | undefined {
    const unknown = tree.sources.length - this.#cache.size;
    if (unknown < MANY_FILES || availableParallelism() === 1) return undefined;
    return new SecondReader(tree.sources.map((path) => ({ path, depth: depthOf(workspace.unitOf(path)) })));
  }
}

/** One pass over the whole workspace. */
class Run {
  readonly #workspace: Workspace;
  readonly #tree: FileTree;
  readonly #sources: Sources;
  readonly #findings: Findings;
  readonly #imports: Imports;

  constructor(workspace: Workspace, tree: FileTree, sources: Sources) {
    this.#workspace = workspace;
    this.#tree = tree;
    this.#sources = sources;
    this.#findings = new Findings(workspace, ({ file }) => sources.textOf(file));
    this.#imports = new Imports(workspace, tree, this.#findings);
  }

  check(): Checked {
    this.#findUnknownPackages();
    for (const { file, message } of oddEntries(this.#workspace)) this.#findings.addWhole('module-entry', file, message);
    const ofContexts = [...this.#tree.sql, ...this.#tree.configs].filter((path) =>
      /^(?:module|contract)$/.test(this.#workspace.unitOf(path)?.kind ?? ''),
    );
    const files = [...this.#tree.sources, ...ofContexts].flatMap((path) => this.#place(path) ?? []);
    const texts = this.#tree.texts.flatMap((file) => {
      const from = this.#workspace.unitOf(file);
      return from ? [{ file, path: this.#workspace.pathOf(file), from }] : [];
    });
    const scene = new Scene(this.#workspace, files, ({ file }) => this.#sources.textOf(file), texts);
    this.#judge(scene);
    for (const { rule, file, message } of outdatedGraph(scene)) this.#findings.addWhole(rule, file, message);
    const shown = [...this.#tree.sources, ...this.#tree.sql, ...this.#tree.configs].map((path) =>
      this.#workspace.pathOf(path),
    );
    const { violations, warnings, unanalysable, computed } = this.#findings.remaining(shown);
    const coverage = {
      files: this.#tree.sources.length,
      imports: this.#imports.count,
      unresolved: this.#imports.unresolved,
      unanalysable: computed,
    };
    return { scene, report: { violations, warnings, unanalysable, coverage } };
  }

  #judge(scene: Scene): void {
    const rules = importRules(this.#workspace);
    const inside = rules.filter(({ within }) => within);
    for (const file of scene.files)
      for (const { item, target } of file.imports) {
        const subject = { source: file.source, file: file.file, path: file.path, from: file.from, item, target };
        const stays = target.kind === 'file' && target.unit === file.from;
        let refused = false;
        for (const rule of stays ? inside : rules) {
          const finding: Finding | undefined = refused && rule.otherwise ? undefined : rule.check(subject, scene);
          if (!finding) continue;
          refused ||= !finding.mayStay;
          if (refused && !rule.otherwise) scene.refused.add(item);
          this.#findings.add(rule.name, file, { ...finding, start: item.start }, item.specifier, scene);
        }
      }
    this.#imports.reportUnknown(scene.refused);
    for (const rule of WORKSPACE_RULES)
      for (const { file, specifier, ...finding } of rule.check(scene))
        this.#findings.add(rule.name, file, finding, specifier, scene);
  }

  /** Returns a file with its unit and the target of its import; `undefined` if either is unknown. */
  #place(path: string): FileInContext | undefined {
    const shown = this.#workspace.pathOf(path);
    const from = this.#workspace.unitOf(path);
    if (!from) {
      const message = `${shown} is in a folder that the layout does not know. ${this.#howToPlace()}`;
      this.#findings.addWhole('unknown-place', shown, message);
      return undefined;
    }
    const source = this.#read(path, shown, depthOf(from));
    if (!source) return undefined;
    const file = { source, file: path, path: shown, from, imports: [] as ResolvedImport[] };
    for (const { message, start } of source.parseErrors)
      this.#findings.add('parse-error', file, {
        to: '',
        start,
        message: `${message.replace(/\.$/, '')}. What cannot be parsed cannot be checked.`,
      });
    for (const item of source.imports) {
      const resolved = this.#imports.resolve(file, item);
      if (resolved) file.imports.push(resolved);
    }
    if (from.kind === 'module' && source.persistence && !isTest(shown)) this.#findComputedSql(file);
    return file;
  }

  #read(path: string, shown: string, depth: Depth): SourceFacts | undefined {
    try {
      return this.#sources.read(path, shown, depth);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      const message = `this file cannot be read (${error.message}), so its imports are unknown. Fix or remove it.`;
      this.#findings.addWhole('unreadable', shown, message);
      return undefined;
    }
  }

  #findComputedSql(file: FileInContext): void {
    for (const { computed, start } of file.source.persistence?.sql ?? [])
      if (computed)
        this.#findings.addComputed(
          file,
          { form: 'sql', start },
          'this statement names a table that is computed, so it is not known whose it is. Name the table in the text.',
        );
  }

  #findUnknownPackages(): void {
    for (const folder of this.#tree.packages) {
      const inside = `${this.#workspace.root}/${folder}/`;
      if (folder === '' || this.#workspace.unitOf(`${inside}package.json`) !== this.#workspace.rootUnit) continue;
      if (!this.#tree.sources.some((path) => path.startsWith(inside))) continue;
      const message = `${folder} is a package that the configuration does not know. ${this.#howToPlace()}`;
      this.#findings.addWhole('unknown-place', `${folder}/package.json`, message);
    }
  }

  #howToPlace(): string {
    return this.#workspace.config.house
      ? 'Move it below libs/modules, libs/contracts or libs/platform.'
      : `Name it in ${this.#workspace.config.name}: contexts, contracts, shared or apps.`;
  }
}

const depthOf = (unit: Unit | undefined): Depth =>
  unit?.kind === 'module' || unit?.kind === 'contract' ? unit.kind : 'imports';
