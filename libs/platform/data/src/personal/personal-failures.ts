import { asError } from '@multilith/contract';
import type { PersonalParts } from './personal-parts.js';

const failures = new WeakMap<object, PersonalParts>();

/** Attaches the personal data of failed work to its failure, for code that shows the failure later. */
export function rememberPersonal(failure: unknown, parts: PersonalParts | undefined): void {
  if (!parts || typeof failure !== 'object' || failure === null) return;
  failures.set(failure, parts);
  // An unreadable error is shown through its `asError` wrapper, so the wrapper is registered too.
  failures.set(asError(failure), parts);
}

/** Maximum depth of causes followed; an error may be its own cause. */
const MAX_CAUSE_DEPTH = 10;

/**
 * Redacts a text about a failure, such as its message or stack: removes the data of the failed work that contracts mark
 * as personal. Log lines, spans and the list of parked events show this text. Unmarked data stays readable.
 *
 * @example span.setStatus({ code: ERROR, message: withoutPersonal(error.message, error) });
 */
export function withoutPersonal(text: string, failure: unknown): string {
  let shown = text;
  let each = failure;
  for (let depth = 0; depth < MAX_CAUSE_DEPTH && typeof each === 'object' && each !== null; depth++) {
    const parts = failures.get(each);
    if (parts) shown = parts.hide(shown);
    each = causeOf(each);
  }
  return shown;
}

/** Reads the cause. Thrown values are not trusted: a getter may throw. */
function causeOf(failure: object): unknown {
  try {
    return (failure as { cause?: unknown }).cause;
  } catch {
    return undefined;
  }
}
