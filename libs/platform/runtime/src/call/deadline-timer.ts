const TICK_MS = 10;

/** A deadline being watched. */
interface Watch {
  expire: () => void;
  previous: Watch | undefined;
  next: Watch | undefined;
}

/** A place in the timer that can be given up again. */
export type Cancel = () => void;

/**
 * Watches any number of deadlines with one timer: a `setTimeout` per call would cost more than the call. Deadlines are
 * rounded up to ticks of 10 ms; each tick is a doubly linked list, so watching and giving up are O(1) (a hashed timing
 * wheel: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987).
 */
export class DeadlineTimer {
  readonly #ticks = new Map<number, Watch>();
  #timer: NodeJS.Timeout | undefined;

  /** Calls `expire` soon after `deadline` (milliseconds since the epoch) unless cancelled before. */
  watch(deadline: number, expire: () => void): Cancel {
    const tick = Math.ceil(deadline / TICK_MS);
    let head = this.#ticks.get(tick);
    if (!head) {
      head = { expire: () => {}, previous: undefined, next: undefined };
      this.#ticks.set(tick, head);
      this.#timer ??= this.#schedule();
    }
    const watch: Watch = { expire, previous: head, next: head.next };
    if (head.next) head.next.previous = watch;
    head.next = watch;
    return () => unlink(watch);
  }

  #schedule(): NodeJS.Timeout {
    return setTimeout(() => this.#expireDue(), TICK_MS).unref();
  }

  #expireDue(): void {
    const now = Math.floor(Date.now() / TICK_MS);
    const due = [...this.#ticks.keys()].filter((tick) => tick <= now).sort((a, b) => a - b);
    for (const tick of due) {
      const head = this.#ticks.get(tick)!;
      this.#ticks.delete(tick);
      // Taken from the front one by one: a callback may cancel any of the others.
      for (let watch = head.next; watch; watch = head.next) {
        unlink(watch);
        watch.expire();
      }
    }
    this.#timer = this.#ticks.size > 0 ? this.#schedule() : undefined;
  }
}

function unlink(watch: Watch): void {
  if (watch.previous) watch.previous.next = watch.next;
  if (watch.next) watch.next.previous = watch.previous;
  watch.previous = watch.next = undefined;
}
