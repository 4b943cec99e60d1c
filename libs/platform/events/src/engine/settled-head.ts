/** How far a journal is settled: nothing will ever appear at or below `head` again. */
export interface SettledHead {
  readonly epoch: string;
  readonly head: bigint;
  /** Per lane a position behind which, up to `head`, the lane has no event. */
  readonly lanes: readonly bigint[];
}
