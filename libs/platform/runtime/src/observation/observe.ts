import { asError, type TraceContext } from '@multilith/contract';
import type { Work, WorkObserver } from './work-observer.js';

/**
 * Runs work and reports it to an observer. Errors before the first await are thrown synchronously, as without an
 * observer.
 *
 * @param run receives the trace span of the work; `undefined` if tracing is off
 * @param failing called with a failure before the observer
 */
export function observe<T>(
  observer: WorkObserver,
  work: Work,
  parent: { readonly trace: TraceContext } | undefined,
  run: (trace: TraceContext | undefined) => Promise<T>,
  failing?: (error: unknown) => void,
): Promise<T> {
  const observed = observer.begin(work, parent);
  let answer: Promise<T>;
  try {
    answer = run(observed.trace);
  } catch (error) {
    failing?.(error);
    observed.end(asError(error));
    throw error;
  }
  return answer.then(
    (value) => {
      observed.end();
      return value;
    },
    (error: unknown) => {
      failing?.(error);
      observed.end(asError(error));
      throw error;
    },
  );
}
