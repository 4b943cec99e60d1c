const SECRET = /^[A-Za-z0-9_-]{1,64}$/;

/** Encodes a cancellation: a process no longer waits for some of its calls. */
export const cancellation = (secret: string, ids: readonly number[]): string => JSON.stringify([secret, ...ids]);

/** Reads a cancellation; `undefined` if it is malformed. */
export function readCancellation(text: string): { readonly secret: string; readonly ids: number[] } | undefined {
  try {
    const [secret, ...ids] = JSON.parse(text) as unknown[];
    if (typeof secret === 'string' && SECRET.test(secret) && ids.every(Number.isSafeInteger))
      return { secret, ids: ids as number[] };
  } catch {
    // Falls through: it is malformed.
  }
  return undefined;
}
