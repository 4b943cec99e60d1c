const WARM_UP = 3_000;
const ROUNDS = 15;
const ROUND_MICROSECONDS = 10_000;

/**
 * Runs synchronous operations in turn, round after round. Returns the minimum CPU time of each in microseconds,
 * because interruptions can only add time.
 */
export function race(operations: readonly (() => unknown)[]): number[] {
  for (const operation of operations) for (let i = 0; i < WARM_UP; i++) operation();
  const times = operations.map(timesPerRound);
  const best = operations.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, operation] of operations.entries()) best[i] = Math.min(best[i]!, timed(operation, times[i]!));
  return best;
}

function timesPerRound(operation: () => unknown): number {
  const once = timed(operation, 200);
  return Math.max(200, Math.round(ROUND_MICROSECONDS / once));
}

function timed(operation: () => unknown, times: number): number {
  const started = cpu();
  for (let i = 0; i < times; i++) operation();
  return (cpu() - started) / times;
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
