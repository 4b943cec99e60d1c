const INTERVAL_MS = 60_000;
/** Things that are kept apart; a network without permissions lets a client use any name. */
const MOST_KEPT = 256;

/**
 * Decides which of many like problems are logged. A caller that is refused goes on asking, and may want to fill the disk or hide
 * something among the lines.
 */
export class LogLimit {
  readonly #said = new Map<string, { since: number; lines: number; left: number }>();

  readonly #lines: number;

  /** @param lines how many lines about the same thing there may be in a minute */
  constructor(lines = 1) {
    this.#lines = lines;
  }

  /**
   * How many problems like this one were not logged since the last line about it. `undefined`: do not log this one either.
   *
   * @param what what the problems have in common, such as a host and a message
   */
  admit(what: string): number | undefined {
    const now = performance.now();
    const said = this.#said.get(what);
    if (said && now - said.since < INTERVAL_MS) {
      if (said.lines++ < this.#lines) return 0;
      said.left++;
      return undefined;
    }
    if (!said && this.#said.size >= MOST_KEPT) this.#said.clear();
    this.#said.set(what, { since: now, lines: 1, left: 0 });
    return said?.left ?? 0;
  }
}
