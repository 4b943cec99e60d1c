/** How far a journal is stable: no event will appear at or below `head` later. */
export interface StableHead {
  readonly epoch: string;
  readonly head: bigint;
  /** Per lane, a position after which the lane has no event up to `head`. */
  readonly lanes: readonly bigint[];
}
