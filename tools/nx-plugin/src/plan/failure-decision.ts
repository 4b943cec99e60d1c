import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlaceInFile } from '@multilith/boundary-lint';

/** What a caller has decided to do when its callee is not there; `open` where the code does not say in the place looked at. */
export type FailureDecision = 'fail' | 'fallback' | 'open';

/** Reads a decision where it stands: `use(catalog, { whenUnavailable: 'fail' })`. */
export function failureDecision(root: string, place: PlaceInFile | undefined): FailureDecision {
  if (!place) return 'open';
  const call = callAt(readFileSync(join(root, place.file.path), 'utf8').slice(place.start));
  const [, value] = /\bwhenUnavailable\s*:\s*(['"\w]+)/.exec(call) ?? [];
  if (value === undefined) return 'open';
  return /^['"]fail['"]$/.test(value) ? 'fail' : 'fallback';
}

/** The text of a call that begins here, to its closing parenthesis. */
function callAt(text: string): string {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++;
    else if (text[index] === ')' && --depth === 0) return text.slice(0, index + 1);
  }
  return text;
}
