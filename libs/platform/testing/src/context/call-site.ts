import { MultilithError } from '@multilith/contract';

/** Stack frames of the code that called a function of the test kit. */
export type CallSite = string;

// oxlint-disable-next-line typescript/no-unsafe-function-type -- what captureStackTrace takes
export function callSite(entry: Function): CallSite {
  const here = { stack: '' };
  Error.captureStackTrace(here, entry);
  return framesOf(here.stack);
}

/**
 * Adds the spec's stack frames to an error: the runtime creates errors asynchronously, when the spec's frames are gone.
 * An error of the module keeps its own frames; the spec's frames follow them.
 */
export function pointAt(site: CallSite, error: unknown): unknown {
  if (!(error instanceof Error) || typeof error.stack !== 'string' || Object.isFrozen(error)) return error;
  const own = framesOf(error.stack);
  const header = error.stack.slice(0, error.stack.length - own.length);
  if (error instanceof MultilithError) error.stack = header + site;
  else if (!own.includes(site.split('\n', 1)[0]!)) error.stack = `${header}${own}\n${site}`;
  return error;
}

function framesOf(stack: string): string {
  const start = stack.search(/^ {4}at /m);
  return start < 0 ? '' : stack.slice(start);
}
