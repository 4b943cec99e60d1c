import { parseSync } from 'oxc-parser';
import type { Node } from './syntax-tree.js';

/** Words without which code reaches no other file. */
const REACHES = /import|require|Worker|getBuiltinModule|eval|Function|constructor|module|arguments/;

/**
 * The syntax tree of code that stands in a string. `'harmless'` where it cannot reach another file; `undefined` where it
 * does not parse: it would not run either, but what it was meant to load is unknown.
 */
export function parseEvaluated(code: string): Node | 'harmless' | undefined {
  if (!REACHES.test(code)) return 'harmless';
  for (const file of ['evaluated.cjs', 'evaluated.mjs']) {
    const { errors, program } = parseSync(file, code);
    if (errors.length === 0) return program as unknown as Node;
  }
  return undefined;
}
