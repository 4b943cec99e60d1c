const SECRET = /^[A-Za-z0-9_-]{1,64}$/;

/** Tells the hosts of a context that a process no longer waits for some of its calls. */
export const cancellation = (secret: string, ids: readonly number[]): string => JSON.stringify([secret, ...ids]);

/** Reads such a message; `undefined` if it cannot be read. */
export function readCancellation(text: string): { readonly secret: string; readonly ids: number[] } | undefined {
  try {
    const [secret, ...ids] = JSON.parse(text) as unknown[];
    if (typeof secret === 'string' && SECRET.test(secret) && ids.every(Number.isSafeInteger))
      return { secret, ids: ids as number[] };
  } catch {
    // Falls through: it cannot be read.
  }
  return undefined;
}
