import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Unanalysable, Violation } from './report/report.js';

/** A computed import that people have looked at and allow. */
export interface Exception {
  readonly file: string;
  readonly form: string;
  /** Why it cannot be written as a string, and why it crosses no boundary. */
  readonly reason: string;
}

const FILE = 'boundary-lint.json';

/** Reads `boundary-lint.json` at the root: `{ "unanalysable": [{ "file", "form", "reason" }] }`. */
export function readExceptions(root: string): Exception[] {
  const path = join(root, FILE);
  if (!existsSync(path)) return [];
  const { unanalysable } = JSON.parse(readFileSync(path, 'utf8')) as { unanalysable?: Exception[] };
  return (unanalysable ?? []).map((exception) => {
    for (const field of ['file', 'form', 'reason'] as const)
      if (!exception[field]) throw new Error(`${FILE}: an entry has no '${field}'.`);
    return exception;
  });
}

/** Takes out what is allowed. One entry allows one import; an entry that allows nothing is itself a violation. */
export function applyExceptions(
  found: readonly Unanalysable[],
  exceptions: readonly Exception[],
): { remaining: Unanalysable[]; stale: Violation[] } {
  const remaining = [...found];
  const stale: Violation[] = [];
  for (const { file, form } of exceptions) {
    const index = remaining.findIndex((item) => item.file === file && item.form === form);
    if (index >= 0) remaining.splice(index, 1);
    else
      stale.push({
        rule: 'stale-exception',
        file: FILE,
        line: 1,
        column: 1,
        from: '',
        to: '',
        specifier: '',
        message: `nothing in ${file} needs the exception for its ${form} import any more. Remove the entry.`,
      });
  }
  return { remaining, stale };
}
