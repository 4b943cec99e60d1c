/** Tells the hosts of a context that a process no longer waits for some of its calls. */
export const cancellation = (inbox: string, ids: readonly number[]): string => JSON.stringify([inbox, ...ids]);

/** Reads such a message; `undefined` when it is none. */
export function readCancellation(text: string): { readonly inbox: string; readonly ids: number[] } | undefined {
  try {
    const [inbox, ...ids] = JSON.parse(text) as unknown[];
    if (typeof inbox === 'string' && ids.every(Number.isSafeInteger)) return { inbox, ids: ids as number[] };
  } catch {
    // Falls through: it is none.
  }
  return undefined;
}
