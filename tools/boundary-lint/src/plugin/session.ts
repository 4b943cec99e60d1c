import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Checker, type Checked } from '../check.js';
import type { Unanalysable, Violation } from '../report/report.js';

/** How long a look at the whole workspace counts, in milliseconds; other files may change meanwhile. */
const FRESH_MS = 2_000;

/** Checks one workspace for an editor: the whole of it, with the text of the open file in place of the saved one. */
export class Session {
  readonly #checker: Checker;
  #checked: Checked | undefined;
  #at = 0;
  /** The file whose text may not be saved yet, at the last look. */
  #open: { readonly file: string; readonly text: string } | undefined;

  constructor(root: string, config: string | undefined) {
    this.#checker = new Checker(root, { config, cache: true });
  }

  /** What is wrong in one file, whose text may not be saved yet. */
  problemsIn(file: string, text: string): (Violation | Unanalysable)[] {
    if (!this.#checked || Date.now() - this.#at > FRESH_MS || this.#hasChanged(file, text)) {
      this.#at = Date.now();
      this.#open = { file, text };
      this.#checked = this.#checker.run(new Map([[file, text]]));
    }
    const { report, scene } = this.#checked;
    const path = scene.workspace.pathOf(file);
    return [...report.violations, ...report.unanalysable].filter((problem) => problem.file === path);
  }

  /** Whether the last look saw another text of a file than this one. */
  #hasChanged(file: string, text: string): boolean {
    if (this.#open?.file === file) return this.#open.text !== text;
    return statSync(file).mtimeMs >= this.#at || withoutMark(readFileSync(file, 'utf8')) !== withoutMark(text);
  }
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** The nearest folder upwards that is a workspace: with a configuration or the layout of the house. */
export function workspaceOf(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (['boundary-lint.json', 'libs/modules', 'libs/contracts'].some((mark) => existsSync(join(folder, mark))))
      return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
