import { existsSync } from 'node:fs';
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

  constructor(root: string, config: string | undefined) {
    this.#checker = new Checker(root, { config, cache: true });
  }

  /** What is wrong in one file, whose text may not be saved yet. */
  problemsIn(file: string, text: string): (Violation | Unanalysable)[] {
    const known = this.#checked?.scene.fileAt(file)?.source.text;
    const fresh = Date.now() - this.#at < FRESH_MS;
    if (!this.#checked || !fresh || (known !== undefined && withoutMark(known) !== withoutMark(text))) {
      this.#checked = this.#checker.run(new Map([[file, text]]));
      this.#at = Date.now();
    }
    const { report, scene } = this.#checked;
    const path = scene.workspace.pathOf(file);
    return [...report.violations, ...report.unanalysable].filter((problem) => problem.file === path);
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
