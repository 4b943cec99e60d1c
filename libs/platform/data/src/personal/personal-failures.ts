import { asError } from '@multilith/contract';
import type { PersonalParts } from './personal-parts.js';

const failures = new WeakMap<object, PersonalParts>();

/** Remembers what was personal in the work that failed, for code that shows the failure later and elsewhere. */
export function rememberPersonal(failure: unknown, parts: PersonalParts | undefined): void {
  if (!parts || typeof failure !== 'object' || failure === null) return;
  failures.set(failure, parts);
  // What cannot be read as it is gets shown by its description.
  failures.set(asError(failure), parts);
}

/** How far causes are followed; errors may be their own cause. */
const DEEPEST_CAUSE = 10;

/**
 * A text about a failure, such as its message or stack, without what contracts mark as personal in the work that failed.
 * Log lines, spans and the list of parked events show this text. Everything that is not marked stays readable.
 *
 * @example span.setStatus({ code: ERROR, message: withoutPersonal(error.message, error) });
 */
export function withoutPersonal(text: string, failure: unknown): string {
  let shown = text;
  let each = failure;
  for (let depth = 0; depth < DEEPEST_CAUSE && typeof each === 'object' && each !== null; depth++) {
    const parts = failures.get(each);
    if (parts) shown = parts.hide(shown);
    each = causeOf(each);
  }
  return shown;
}

/** What handlers throw is not trusted: reading it may throw. */
function causeOf(failure: object): unknown {
  try {
    return (failure as { cause?: unknown }).cause;
  } catch {
    return undefined;
  }
}
