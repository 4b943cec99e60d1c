import { LANES, type JournaledEvent } from '@multilith/data';

/** Where each lane of a journal ends, as far as a tail has read it. */
export class LaneEnds {
  #ends: bigint[] = [];

  /** The ends, by lane. */
  get all(): readonly bigint[] {
    return this.#ends;
  }

  /**
   * Takes what a tail has read in `(from, upTo]`.
   *
   * @param each called with each event, and the position of the event before it in its lane, or a later position with
   *   no event in between
   */
  grown(
    events: readonly JournaledEvent[],
    from: bigint,
    upTo: bigint,
    each?: (event: JournaledEvent, previous: bigint) => void,
  ): void {
    // Events before the beginning of a tail are unknown: the last event of any lane may be at any position up to there.
    if (from === upTo || this.#ends.length === 0) this.#ends = Array.from({ length: LANES }, () => from);
    for (const event of events) {
      each?.(event, this.#ends[event.lane]!);
      this.#ends[event.lane] = event.position;
    }
  }
}
