/**
 * Collects what is to be sent and sends it together.
 *
 * With other calls under way, that is when the turn of the event loop is over: what all sockets and timers of this turn
 * led to shares a message. Otherwise it is as soon as the current callback and all promises that it settled are done, so
 * that a single call waits for nobody; another iteration of the event loop costs it a tenth of its time.
 */
export class Turn<T> {
  #waiting: T[] = [];
  #scheduled = false;

  constructor(private readonly send: (item: T) => void) {}

  /** Sends `item` soon. Give each item once until it is sent. @param alone whether nothing else is under way */
  add(item: T, alone: boolean): void {
    this.#waiting.push(item);
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (alone) process.nextTick(this.flush);
    else setImmediate(this.flush);
  }

  /** Sends at once. */
  readonly flush = (): void => {
    this.#scheduled = false;
    const items = this.#waiting;
    if (items.length === 0) return;
    this.#waiting = [];
    for (const item of items) this.send(item);
  };
}
