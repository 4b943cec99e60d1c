import type { ObservedWork, WorkObserver } from '@multilith/runtime/observe';

/**
 * Combines several observers into one; the first that records traces provides the current trace context. `undefined` if
 * `all` is empty.
 */
export function observers(all: readonly WorkObserver[]): WorkObserver | undefined {
  const [first, second] = all;
  if (!first || !second) return first;
  return {
    begin(work, parent): ObservedWork {
      const observed = all.map((observer) => observer.begin(work, parent));
      return {
        trace: observed.find(({ trace }) => trace !== undefined)?.trace,
        describe: (facts, name) => {
          for (const each of observed) each.describe(facts, name);
        },
        end: (failure) => {
          for (const each of observed) each.end(failure);
        },
      };
    },
  };
}
