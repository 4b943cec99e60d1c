import type { Unanalysable, Violation } from '../report/report.js';
import type { Exception, FindingException } from '../workspace/config.js';

/** Removes allowed computed imports. One entry allows one import; an unused entry is a violation. */
export function applyUnanalysable(
  found: readonly Unanalysable[],
  exceptions: readonly Exception[],
  configFile: string,
): { remaining: Unanalysable[]; stale: Violation[] } {
  const remaining = [...found];
  const stale: Violation[] = [];
  for (const { file, form } of exceptions) {
    const index = remaining.findIndex((item) => item.file === file && item.form === form);
    if (index >= 0) remaining.splice(index, 1);
    else stale.push(staleEntry(configFile, `nothing in ${file} needs the exception for its ${form} import any more.`));
  }
  return { remaining, stale };
}

/** Removes findings that are accepted permanently. An entry without a match is a violation. */
export function applyExceptions(
  found: readonly Violation[],
  exceptions: readonly FindingException[],
  configFile: string,
): { remaining: Violation[]; stale: Violation[] } {
  if (exceptions.length === 0) return { remaining: [...found], stale: [] };
  const used = new Set<FindingException>();
  const remaining = found.filter((violation) => {
    const fitting = exceptions.filter((exception) => isAbout(exception, violation));
    for (const exception of fitting) used.add(exception);
    return fitting.length === 0;
  });
  const stale = exceptions
    .filter((exception) => !used.has(exception))
    .map(({ rule, file, to }) =>
      staleEntry(
        configFile,
        `nothing in ${file} needs the exception from ${rule}${to === undefined ? '' : ` for '${to}'`} any more.`,
      ),
    );
  return { remaining, stale };
}

const isAbout = ({ rule, to, fits }: FindingException, violation: Violation): boolean =>
  rule === violation.rule &&
  (to === undefined || to === violation.to || to === violation.specifier) &&
  fits(violation.file);

const staleEntry = (file: string, why: string): Violation => ({
  rule: 'stale-exception',
  file,
  line: 1,
  column: 1,
  from: '',
  to: '',
  specifier: '',
  message: `${why} Remove the entry.`,
});
