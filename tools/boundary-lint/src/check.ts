import { readFileSync, realpathSync } from 'node:fs';
import { applyExceptions, readExceptions } from './exceptions.js';
import { ImportResolver } from './imports/resolve-import.js';
import { readImports } from './imports/read-imports.js';
import type { Import, SourceFile } from './imports/import.js';
import type { Report, Unanalysable, Violation } from './report/report.js';
import { FILE_RULES, importRules, WORKSPACE_RULES } from './rules/index.js';
import type { FileInContext, LocatedFinding, ResolvedImport } from './rules/rule.js';
import { positionAt } from './report/position.js';
import { sourceFiles } from './workspace/source-files.js';
import { NotAWorkspaceError, Workspace } from './workspace/workspace.js';

/**
 * Checks every source file of a workspace.
 * @throws NotAWorkspaceError when there is nothing to check: a check that saw no file must not pass
 */
export function checkWorkspace(rootFolder: string): Report {
  const root = realpathSync(rootFolder);
  const workspace = Workspace.read(root);
  const paths = sourceFiles(root);
  if (paths.length === 0) throw new NotAWorkspaceError(`${root} holds no source file.`);
  return new Check(workspace).run(paths);
}

class Check {
  readonly #workspace: Workspace;
  readonly #resolver: ImportResolver;
  readonly #violations: Violation[] = [];
  readonly #unanalysable: Unanalysable[] = [];
  #imports = 0;
  #unresolved = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#resolver = new ImportResolver(workspace);
  }

  run(paths: readonly string[]): Report {
    const files = paths.flatMap((path) => this.#read(path) ?? []);
    const rules = importRules(this.#workspace);
    for (const file of files) {
      for (const rule of rules)
        for (const { item, target } of file.imports) {
          const finding = rule.check({ ...file, item, target });
          if (finding) this.#add(rule.name, file, { ...finding, start: item.start }, item.specifier);
        }
      for (const rule of FILE_RULES) for (const finding of rule.check(file)) this.#add(rule.name, file, finding);
    }
    for (const rule of WORKSPACE_RULES)
      for (const { file, ...finding } of rule.check(files)) this.#add(rule.name, file, finding);
    const { remaining, stale } = applyExceptions(this.#unanalysable, readExceptions(this.#workspace.root));
    return {
      violations: [...this.#violations.sort(byPlace), ...stale],
      unanalysable: remaining,
      coverage: {
        files: paths.length,
        imports: this.#imports,
        unresolved: this.#unresolved,
        unanalysable: this.#unanalysable.length,
      },
    };
  }

  #read(path: string): FileInContext | undefined {
    const source = readImports(path, readFileSync(path, 'utf8'));
    const shown = this.#workspace.pathOf(path);
    const from = this.#workspace.unitOf(path);
    if (!from) {
      const message = `${shown} is in a folder that the layout does not know. Move it below libs/modules, libs/contracts or libs/platform.`;
      this.#violations.push({
        rule: 'unknown-place',
        file: shown,
        line: 1,
        column: 1,
        from: '',
        to: '',
        specifier: '',
        message,
      });
      return undefined;
    }
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
    return file;
  }

  #resolve(source: SourceFile, file: FileInContext, item: Import): ResolvedImport | undefined {
    this.#imports++;
    const { specifier } = item;
    if (specifier === undefined) {
      const { line, column } = positionAt(source.text, item.start);
      const message = `this ${item.form} import is computed, so it is not known where it leads. Name the file in a string.`;
      this.#unanalysable.push({ file: file.path, line, column, form: item.form, message });
      return undefined;
    }
    const target = this.#resolver.resolve(source.file, specifier);
    if (target.kind === 'unresolved') {
      this.#unresolved++;
      const message = `'${specifier}' leads nowhere. Install the package, or mend the path.`;
      this.#add('unresolved', file, { to: specifier, start: item.start, message }, specifier);
    }
    return { item: { ...item, specifier }, target };
  }

  #add(rule: string, { path, from, source }: FileInContext, finding: LocatedFinding, specifier = ''): void {
    const { line, column } = positionAt(source.text, finding.start);
    const { to, message } = finding;
    this.#violations.push({ rule, file: path, line, column, from: from.name, to, specifier, message });
  }
}

const byPlace = (a: Violation, b: Violation): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
