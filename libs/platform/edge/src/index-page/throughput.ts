import type { Work, WorkObserver } from '@multilith/runtime/observe';

/** Rates of a process, per second, averaged over the last minute. */
export interface Rates {
  /** Events that its transactions publish. */
  readonly events: number;
  /** Commands and queries of contracts that it handles or sends to another host. */
  readonly calls: number;
}

const SECONDS = 60;

/** Counts calls and events as they pass, for the index page. */
export class Throughput {
  readonly #now: () => number;
  readonly #began: number;
  /** A slot for each of the last seconds, by its number modulo their count. */
  readonly #slots = Array.from({ length: SECONDS }, () => ({ second: -1, events: 0, calls: 0 }));

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#began = this.#second;
  }

  /** Wraps an observer and counts its work. */
  counting(inner: WorkObserver): WorkObserver {
    return {
      begin: (work, parent) => {
        this.#count(work);
        return inner.begin(work, parent);
      },
    };
  }

  /** Rates of the last full minute, or since the start if that is less. */
  get rates(): Rates {
    const second = this.#second;
    const passed = Math.min(SECONDS - 1, second - this.#began);
    const counted = this.#slots.filter((slot) => slot.second < second && slot.second >= second - passed);
    const perSecond = (what: 'events' | 'calls'): number =>
      counted.reduce((sum, slot) => sum + slot[what], 0) / Math.max(1, passed);
    return { events: perSecond('events'), calls: perSecond('calls') };
  }

  #count(work: Work): void {
    if (work.kind !== 'call' && work.kind !== 'commit') return;
    const second = this.#second;
    const slot = this.#slots[second % SECONDS]!;
    if (slot.second !== second) Object.assign(slot, { second, events: 0, calls: 0 });
    if (work.kind === 'call') slot.calls++;
    else slot.events += work.events;
  }

  get #second(): number {
    return Math.floor(this.#now() / 1_000);
  }
}
