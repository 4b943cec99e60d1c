import { MultilithError } from '@multilith/contract';

/** Frames of the code that called a function of the test kit. */
export type CallSite = string;

// oxlint-disable-next-line typescript/no-unsafe-function-type -- what captureStackTrace takes
export function callSite(entry: Function): CallSite {
  const here = { stack: '' };
  Error.captureStackTrace(here, entry);
  return framesOf(here.stack);
}

/**
 * Points an error that came back at the spec: an error of the runtime is made deep inside it, when the spec's frames
 * are gone. An error of the module keeps its frames, and the spec's come after them.
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
