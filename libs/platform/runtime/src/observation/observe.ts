import { asError, type TraceContext } from '@multilith/contract';
import type { Work, WorkObserver } from './work-observer.js';

/**
 * Does work under the eyes of an observer. What the work throws before its first await is thrown on, as without one.
 *
 * @param run is given the place of the work in its trace; `undefined` if traces are off
 * @param failing sees a failure before the observer does
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
