/** Why an event was parked, in the order in which operators see them. */
export const PARKED_REASONS = ['failed', 'unreadable', 'interrupted', 'missing'] as const;

/**
 * - `failed`: its handler failed at every attempt, or in a way that no attempt changes.
 * - `unreadable`: it cannot be read with the contract of the subscriber; parked at the first attempt.
 * - `interrupted`: the process or its database connection ended during every attempt.
 * - `missing`: the journal of the publisher no longer has it at its position.
 */
export type ParkedReason = (typeof PARKED_REASONS)[number];

/** Numbers of parked events by reason. */
export type ParkedReasons = Readonly<Record<ParkedReason, number>>;

/** Returns the numbers of parked events by reason; reasons that are not given count 0. */
export const parkedReasons = (counts: Partial<ParkedReasons> = {}): ParkedReasons => ({
  failed: 0,
  unreadable: 0,
  interrupted: 0,
  missing: 0,
  ...counts,
});
