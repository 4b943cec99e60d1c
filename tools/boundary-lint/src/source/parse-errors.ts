import type { ParseResult } from 'oxc-parser';
import type { SourceFacts } from './source-file.js';

/** White space and whole comments. */
const NOTHING = /^(?:\s|\uFEFF|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*$/;

/**
 * What the parser says of a text that it could not read to its end. A complaint about a text that it has read all the same
 * (`declare` in an ambient module, a modifier in the wrong place) is for the compiler: its imports are known.
 */
export function parseErrorsOf(parsed: ParseResult, text: string): SourceFacts['parseErrors'] {
  const serious = parsed.errors.filter(({ severity }) => severity === 'Error');
  if (serious.length === 0) return [];
  const last = parsed.program.body.at(-1);
  if (last && NOTHING.test(text.slice(last.end))) return [];
  return serious.map(({ message, labels }) => ({ message, start: labels[0]?.start ?? 0 }));
}
