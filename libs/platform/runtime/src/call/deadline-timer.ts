const TICK_MS = 10;
/** Maximum time that the timer sleeps, because the clock may be set. */
const MAX_SLEEP_TICKS = 100;

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
 * wheel: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987). The timer sleeps until the next deadline, so
 * that a process without calls is not woken by those that it has answered.
 */
export class DeadlineTimer {
  readonly #ticks = new Map<number, Watch>();
  #timer: NodeJS.Timeout | undefined;
  /** The tick that the timer sleeps until. */
  #wakeUp = Infinity;

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
    const tick = Math.ceil(deadline / TICK_MS);
    let head = this.#ticks.get(tick);
    if (!head) this.#ticks.set(tick, (head = { expire: nothing, previous: undefined, next: undefined }));
    watch.previous = head;
    watch.next = head.next;
    if (head.next) head.next.previous = watch;
    head.next = watch;
    if (tick < this.#wakeUp) this.#sleepUntil(tick);
  }

  /** Cancels a watch; does nothing if it has expired or was never added. */
  cancel(watch: Watch): void {
    if (watch.previous) watch.previous.next = watch.next;
    if (watch.next) watch.next.previous = watch.previous;
    watch.previous = watch.next = undefined;
  }

  #sleepUntil(tick: number): void {
    const now = Date.now();
    this.#wakeUp = Math.min(tick, Math.floor(now / TICK_MS) + MAX_SLEEP_TICKS);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expireDue(), this.#wakeUp * TICK_MS - now).unref();
  }

  #expireDue(): void {
    const now = currentTick();
    // Only those that are watched: there are a quarter of a billion in a month, for which a machine may have slept.
    const due: number[] = [];
    for (const tick of this.#ticks.keys()) if (tick <= now) due.push(tick);
    for (const tick of due.sort((a, b) => a - b)) this.#expire(tick);
    clearTimeout(this.#timer); // A callback may have set another one.
    this.#timer = undefined;
    this.#wakeUp = Infinity;
    const earliest = this.#earliest();
    if (earliest !== undefined) this.#sleepUntil(earliest);
  }

  /** Returns the next tick with a watch, and forgets the ticks whose watches were all cancelled. */
  #earliest(): number | undefined {
    let earliest: number | undefined;
    for (const [tick, { next }] of this.#ticks) {
      if (!next) this.#ticks.delete(tick);
      else if (earliest === undefined || tick < earliest) earliest = tick;
    }
    return earliest;
  }

  #expire(tick: number): void {
    const head = this.#ticks.get(tick)!;
    this.#ticks.delete(tick);
    // Removed from the front one by one, because a callback may cancel any other watch.
    for (let watch = head.next; watch; watch = head.next) {
      this.cancel(watch);
      try {
        watch.expire();
      } catch (error) {
        // Reported like an error in a timer of its own, and later deadlines pass all the same.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

const nothing = (): void => {};
const currentTick = (): number => Math.floor(Date.now() / TICK_MS);
