import { NatsError } from '../nats-error.js';

/**
 * Checks that a server is new enough for a feature.
 * @throws NatsError `NATS_TOO_OLD`, naming the feature
 */
export function requireServer(version: string | undefined, oldest: string, feature: string): void {
  if (version !== undefined && compare(version, oldest) >= 0) return;
  throw new NatsError(
    'NATS_TOO_OLD',
    `The NATS server is version ${version ?? 'unknown'}; ${feature} needs ${oldest} or newer.`,
    'Update the server, or name another in NATS_URL.',
  );
}

function compare(one: string, other: string): number {
  const [a, b] = [numbers(one), numbers(other)];
  return a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!;
}

/** Parses a version. A preview, like 2.12.0-RC.1, counts as its release. */
function numbers(version: string): number[] {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match ? match.slice(1).map(Number) : [0, 0, 0];
}
