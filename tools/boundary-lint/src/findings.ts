import { applyExceptions, applyUnanalysable } from './baseline/exceptions.js';
import { levelOf, staleFolders } from './baseline/levels.js';
import { positionAt } from './report/position.js';
import { propose } from './report/proposal.js';
import { shown } from './report/shown.js';
import type { Unanalysable, Violation } from './report/report.js';
import type { PlacedFile } from './rules/file-in-context.js';
import type { LocatedFinding } from './rules/rule.js';
import type { Scene } from './rules/scene.js';
import type { Import } from './source/source-file.js';
import type { Level } from './workspace/config.js';
import { Owners } from './workspace/owners.js';
import { describeUnit, type Unit } from './workspace/unit.js';
import type { Workspace } from './workspace/workspace.js';

/** The findings of a run. */
interface Remaining {
  readonly violations: Violation[];
  readonly warnings: Violation[];
  readonly unanalysable: Unanalysable[];
  /** The number of computed imports, allowed ones included. */
  readonly computed: number;
}

/** Collects all findings of one run, with their lines, owners and proposals. */
export class Findings {
  readonly #workspace: Workspace;
  readonly #owners: Owners;
  readonly #textOf: (file: PlacedFile) => string;
  readonly #violations: Violation[] = [];
  readonly #unanalysable: Unanalysable[] = [];

  /** @param textOf reads a file, to show one of its lines */
  constructor(workspace: Workspace, textOf: (file: PlacedFile) => string) {
    this.#workspace = workspace;
    this.#textOf = textOf;
    this.#owners = new Owners(workspace.root);
  }

  /** Adds a violation in a file. */
  add(rule: string, file: PlacedFile, finding: LocatedFinding, specifier = '', scene?: Scene): void {
    const { from, path } = file;
    const { to, toUnit, wanted } = finding;
    const text = this.#textOf(file);
    this.#violations.push({
      rule,
      file: path,
      ...positionAt(text, finding.start),
      from: from.name,
      to: shown(to, path),
      specifier: shown(specifier, path),
      message: shown(finding.message, path) + this.#ownersOf(from, toUnit),
      source: shown(lineAt(text, finding.start), path),
      ...(scene && toUnit && wanted ? { proposal: shown(propose(toUnit, finding, scene), path) } : {}),
    });
  }

  /** Adds a violation of a file as a whole. */
  addWhole(rule: string, file: string, message: string): void {
    const plain = shown(message, file);
    this.#violations.push({ rule, file, line: 1, column: 1, from: '', to: '', specifier: '', message: plain });
  }

  /** Adds a computed import. */
  addComputed(file: PlacedFile, { form, start }: Pick<Import, 'form' | 'start'>, message: string): void {
    this.#unanalysable.push({ file: file.path, ...positionAt(this.#textOf(file), start), form, message });
  }

  /**
   * What is left once the configuration has had its say, in the order of files and lines: findings that fail the check,
   * findings that only warn, computed imports.
   * @param files every file that was looked at, relative to the root
   */
  remaining(files: readonly string[]): Remaining {
    const { name, unanalysable: allowed, exceptions, folders } = this.#workspace.config;
    const computed = applyUnanalysable(this.#unanalysable, allowed, name);
    const level = ({ rule, file }: Pick<Violation, 'rule' | 'file'>): Level => levelOf(rule, file, folders);
    const found = distinct(this.#violations.sort(byPlace)).filter((violation) => level(violation) !== 'off');
    const { remaining, stale } = applyExceptions(found, exceptions, name);
    const ofComputed = (item: Unanalysable): Level => level({ rule: 'unanalysable', file: item.file });
    return {
      violations: [
        ...remaining.filter((violation) => level(violation) === 'error'),
        ...computed.stale,
        ...stale,
        ...staleFolders(folders, files, name),
      ],
      warnings: [
        ...remaining.filter((violation) => level(violation) === 'warn'),
        ...distinctComputed(computed.remaining)
          .filter((item) => ofComputed(item) === 'warn')
          .map(asViolation),
      ].sort(byPlace),
      unanalysable: distinctComputed(computed.remaining).filter((item) => ofComputed(item) === 'error'),
      computed: this.#unanalysable.length,
    };
  }

  #ownersOf(from: Unit, to: Unit | undefined): string {
    const sides = to && to.folder !== from.folder ? [from, to] : [from];
    const named = sides.map((unit) => [unit, this.#owners.of(`${unit.folder}/`)] as const);
    if (to === undefined || named.every(([, owners]) => owners.length === 0)) return '';
    return ` Owners: ${named.map(([unit, owners]) => `${describeUnit(unit)} ${owners.length > 0 ? owners.join(' ') : 'has none'}`).join(', ')}.`;
  }
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text
    .slice(start, end < 0 ? undefined : end)
    .trim()
    .slice(0, 200);
}

/** Returns one finding per cause and line: one fix removes duplicates and violations of several rules in a line. */
const distinct = (violations: readonly Violation[]): Violation[] =>
  once(violations, ({ rule, file, line, to, specifier }) => [rule, file, line, to, specifier]);

const distinctComputed = (found: readonly Unanalysable[]): Unanalysable[] =>
  once(found, ({ file, line, message }) => [file, line, message]);

function once<T>(found: readonly T[], cause: (item: T) => readonly (string | number)[]): T[] {
  const seen = new Set<string>();
  return found.filter((item) => {
    const key = cause(item).join('\0');
    return !seen.has(key) && seen.add(key);
  });
}

const asViolation = ({ file, line, column, form, message }: Unanalysable): Violation => ({
  rule: 'unanalysable',
  file,
  line,
  column,
  from: '',
  to: form,
  specifier: '',
  message,
});

const byPlace = (a: Violation, b: Violation): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1;
