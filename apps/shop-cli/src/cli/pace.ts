/** How far back the pace looks, in milliseconds: long enough to be steady, short enough to follow the shop. */
const WINDOW_MS = 15_000;
/** A pace from less time than this is a guess, in milliseconds. */
const LEAST_MS = 1_000;

/** How fast a step goes and how long it still takes, judged by its last seconds. */
export class Pace {
  readonly #marks: { readonly at: number; readonly done: number }[] = [];

  constructor(startedAt: number) {
    this.#marks.push({ at: startedAt, done: 0 });
  }

  /** Notes how much is done at a moment. */
  mark(at: number, done: number): void {
    this.#marks.push({ at, done });
    while (this.#marks.length > 2 && this.#marks[1]!.at <= at - WINDOW_MS) this.#marks.shift();
  }

  /** Pieces in a second; `undefined` while too little is known. */
  get perSecond(): number | undefined {
    const [first, last] = [this.#marks[0]!, this.#marks.at(-1)!];
    const took = last.at - first.at;
    return took < LEAST_MS ? undefined : ((last.done - first.done) * 1000) / took;
  }

  /** Seconds until `remaining` more are done at this pace; `undefined` while too little is known, or nothing moves. */
  secondsFor(remaining: number): number | undefined {
    const pace = this.perSecond;
    return pace === undefined || pace === 0 ? undefined : remaining / pace;
  }
}
