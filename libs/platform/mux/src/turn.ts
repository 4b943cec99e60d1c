/**
 * Collects items and sends them together.
 *
 * With other calls in flight, it sends at the end of the event loop's turn, so that everything triggered by the sockets
 * and timers of this turn shares a message. Otherwise it sends as soon as the current callback and its settled promises
 * are done, so that a single call does not wait; another iteration of the event loop would cost it a tenth of its time.
 */
export class Turn<T> {
  #waiting: T[] = [];
  #scheduled = false;
  readonly #send: (item: T) => void;

  constructor(send: (item: T) => void) {
    this.#send = send;
  }

  /** Sends `item` soon. Add each item once until it is sent. @param alone whether nothing else is in flight */
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
    for (const item of items) this.#send(item);
  };
}
