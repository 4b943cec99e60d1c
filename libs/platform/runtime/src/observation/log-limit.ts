const INTERVAL_MS = 60_000;
/** Maximum number of problems tracked separately: a network without permissions lets a client use any name. */
const MAX_KEPT_PROBLEMS = 256;

/**
 * Limits the log lines about similar problems, so that a refused caller which keeps asking can neither fill the disk
 * nor hide other lines.
 */
export class LogLimit {
  readonly #said = new Map<string, { since: number; lines: number; left: number }>();

  readonly #lines: number;

  /** @param lines maximum number of lines per minute about the same problem. Default: 1 */
  constructor(lines = 1) {
    this.#lines = lines;
  }

  /**
   * Returns the number of similar problems suppressed since the last line; `undefined` if this one is to be suppressed
   * too.
   *
   * @param what identifies similar problems, such as a host and a message
   */
  admit(what: string): number | undefined {
    const now = performance.now();
    const said = this.#said.get(what);
    if (said && now - said.since < INTERVAL_MS) {
      if (said.lines++ < this.#lines) return 0;
      said.left++;
      return undefined;
    }
    if (!said && this.#said.size >= MAX_KEPT_PROBLEMS) this.#said.clear();
    this.#said.set(what, { since: now, lines: 1, left: 0 });
    return said?.left ?? 0;
  }
}
