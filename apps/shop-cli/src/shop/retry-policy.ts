/** How long a request that the shop could not answer is repeated, and at what pace. */
export interface RetryPolicy {
  /** Gives up this long after the first failure of a request, in milliseconds. */
  readonly patienceMs: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/** Rides out a restart of the shop. */
export const RETRY: RetryPolicy = { patienceMs: 60_000, firstDelayMs: 100, longestDelayMs: 3_000 };

/** Milliseconds before the next attempt: doubling with full jitter, so that clients do not come back all at once. */
export function retryDelay(policy: RetryPolicy, failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (failures - 1));
  return ceiling / 2 + (ceiling / 2) * random();
}
