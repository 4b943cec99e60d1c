import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Checker, type Checked } from '../check.js';
import type { Unanalysable, Violation } from '../report/report.js';

/** Milliseconds for which a pass over the workspace is reused, although other files may change. */
const FRESH_MS = 2_000;

/** Checks a whole workspace for an editor, with the unsaved text of the open file. */
export class Session {
  readonly #checker: Checker;
  #checked: Checked | undefined;
  #at = 0;
  /** The open file of the last pass, whose text may be unsaved. */
  #open: { readonly file: string; readonly text: string } | undefined;

  constructor(root: string, config: string | undefined) {
    this.#checker = new Checker(root, { config, cache: true });
  }

  /** Returns the findings of one file, whose text may be unsaved. */
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

  /** Whether the last pass used another text of a file. */
  #hasChanged(file: string, text: string): boolean {
    if (this.#open?.file === file) return this.#open.text !== text;
    return statSync(file).mtimeMs >= this.#at || withoutMark(readFileSync(file, 'utf8')) !== withoutMark(text);
  }
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

/** Returns the nearest parent folder that is a workspace: with a configuration or the default layout. */
export function workspaceOf(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (['boundary-lint.json', 'libs/modules', 'libs/contracts'].some((mark) => existsSync(join(folder, mark))))
      return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
