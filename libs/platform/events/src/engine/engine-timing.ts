/** Intervals and limits of the engine, in milliseconds unless stated otherwise. The defaults suit production. */
export interface EngineTiming {
  /** Interval at which a journal is polled without a wake-up from this process. */
  readonly pollInterval: number;
  /** Minimum time between two polls of a journal: under load, one poll serves many commits. */
  readonly pollGap: number;
  /** Interval at which the tail checks whether the writers that it waits for have ended. */
  readonly writerPoll: number;
  /** Interval at which a host renews its leases and takes its share of the lanes. */
  readonly heartbeat: number;
  /** Time that a lease is valid after its last renewal. */
  readonly leaseTtl: number;
  /** A batch commits after this time even if it is not full. */
  readonly batchBudget: number;
  /** Maximum number of lanes of a subscription that work at once if events are handled one at a time. */
  readonly parallel: number;
  readonly housekeeping: number;
}

export const DEFAULT_TIMING: EngineTiming = {
  pollInterval: 300,
  pollGap: 10,
  writerPoll: 2,
  heartbeat: 1_000,
  leaseTtl: 5_000,
  batchBudget: 200,
  parallel: 8,
  housekeeping: 600_000,
};
