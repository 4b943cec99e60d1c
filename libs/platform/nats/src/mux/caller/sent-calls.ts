import type { PendingCall } from './pending-call.js';

/** Number of slots: a power of two, larger than the usual number of calls in flight. */
const SLOTS = 4_096;

/**
 * The calls that wait for a reply, by number.
 *
 * Numbers ascend, so the slot of a call is its number modulo the number of slots; a call that still occupies its slot
 * when the slot is needed again moves to a map. A map alone would be correct but slow: V8 allocates a new table every
 * few hundred changes, and old tables point to their successors. Once an old table has been promoted to the old space,
 * all later calls survive young-generation garbage collections, which took 29 % of the time of a busy caller.
 */
export class SentCalls {
  readonly #slots = Array.from<PendingCall | undefined>({ length: SLOTS });
  readonly #slow = new Map<number, PendingCall>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  *[Symbol.iterator](): IterableIterator<PendingCall> {
    yield* this.#slow.values();
    for (const call of this.#slots) if (call) yield call;
  }

  get(id: number): PendingCall | undefined {
    const call = this.#slots[id % SLOTS];
    return call?.id === id ? call : this.#slow.get(id);
  }

  add(id: number, call: PendingCall): void {
    const occupant = this.#slots[id % SLOTS];
    if (occupant) this.#slow.set(occupant.id!, occupant);
    this.#slots[id % SLOTS] = call;
    this.#size++;
  }

  remove(id: number): void {
    if (this.#slots[id % SLOTS]?.id === id) this.#slots[id % SLOTS] = undefined;
    else if (!this.#slow.delete(id)) return;
    this.#size--;
  }
}
