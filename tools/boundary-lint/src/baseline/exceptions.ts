import type { Unanalysable, Violation } from '../report/report.js';
import type { Exception } from '../workspace/config.js';

/** Takes out what is allowed. One entry allows one import; an entry that allows nothing is itself a violation. */
export function applyExceptions(
  found: readonly Unanalysable[],
  exceptions: readonly Exception[],
  configFile: string,
): { remaining: Unanalysable[]; stale: Violation[] } {
  const remaining = [...found];
  const stale: Violation[] = [];
  for (const { file, form } of exceptions) {
    const index = remaining.findIndex((item) => item.file === file && item.form === form);
    if (index >= 0) remaining.splice(index, 1);
    else
      stale.push({
        rule: 'stale-exception',
        file: configFile,
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
