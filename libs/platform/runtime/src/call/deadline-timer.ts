const TICK_MS = 10;

/** A watched deadline; an entry in the list of its tick. */
export interface Watch {
  /** Called within 10 ms after the deadline. */
  expire(): void;
  previous: Watch | undefined;
  next: Watch | undefined;
}

/**
 * Watches any number of deadlines with one timer: a `setTimeout` per call would cost more than the call. Deadlines are
 * rounded up to ticks of 10 ms; each tick is a doubly linked list, so watching and giving up are O(1) (a hashed timing
 * wheel: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987).
 */
export class DeadlineTimer {
  readonly #ticks = new Map<number, Watch>();
  /** The first unprocessed tick. */
  #next = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Calls `expire` soon after `deadline` (milliseconds since the epoch) unless cancelled before. */
  watch(deadline: number, expire: () => void): Watch {
    const watch = { expire, previous: undefined, next: undefined };
    this.add(watch, deadline);
    return watch;
  }

  /**
   * Watches a deadline with the caller's own watch object, which avoids an allocation. A watch must not be added twice.
   */
  add(watch: Watch, deadline: number): void {
    if (!this.#timer) this.#start();
    const tick = Math.max(Math.ceil(deadline / TICK_MS), this.#next);
    let head = this.#ticks.get(tick);
    if (!head) this.#ticks.set(tick, (head = { expire: nothing, previous: undefined, next: undefined }));
    watch.previous = head;
    watch.next = head.next;
    if (head.next) head.next.previous = watch;
    head.next = watch;
  }

  /** Cancels a watch; does nothing if it has expired or was never added. */
  cancel(watch: Watch): void {
    if (watch.previous) watch.previous.next = watch.next;
    if (watch.next) watch.next.previous = watch.previous;
    watch.previous = watch.next = undefined;
  }

  #start(): void {
    this.#next = currentTick();
    this.#schedule();
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#expireDue(), TICK_MS).unref();
  }

  #expireDue(): void {
    const now = currentTick();
    // Visits only due ticks, because far deadlines keep many ticks in the map. `min`: the clock may have been set back.
    for (let tick = Math.min(this.#next, now); tick <= now; tick++) this.#expire(tick);
    this.#next = now + 1;
    if (this.#ticks.size > 0) this.#schedule();
    else this.#timer = undefined;
  }

  #expire(tick: number): void {
    const head = this.#ticks.get(tick);
    if (!head) return;
    this.#ticks.delete(tick);
    // Removed from the front one by one, because a callback may cancel any other watch.
    for (let watch = head.next; watch; watch = head.next) {
      this.cancel(watch);
      watch.expire();
    }
  }
}

const nothing = (): void => {};
const currentTick = (): number => Math.floor(Date.now() / TICK_MS);
