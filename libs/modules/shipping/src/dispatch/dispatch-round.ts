/**
 * It is time to see what is due. An event of shipping alone, in no contract: it is handled in memory, at most once. That
 * is enough, because what a lost round leaves behind is still due in the next one.
 */
export class DispatchRound {
  /** @param limit at most so many orders leave in this round */
  constructor(readonly limit: number) {}
}
