/** How the engine paces itself; all in milliseconds unless said otherwise. The defaults suit production. */
export interface EngineTiming {
  /** How often a journal is looked at when nothing in this process has said that it grew. */
  readonly pollInterval: number;
  /** Shortest time between two looks at a journal: under load, one look serves many commits. */
  readonly pollGap: number;
  /** How often the tail looks whether the writers it waits for have ended. */
  readonly writerPoll: number;
  /** How often a host renews its leases and takes its share of the lanes. */
  readonly heartbeat: number;
  /** How long leases outlive the last renewal. */
  readonly leaseTtl: number;
  /** A batch commits after this long, however many events it had room for. */
  readonly batchBudget: number;
  /** Number of lanes of a subscription that may work at once where events are handled one at a time. */
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
