import type { PendingCall } from './pending-call.js';

/** A power of two, and more than calls usually are under way. */
const SLOTS = 4_096;

/**
 * The calls that wait for a reply, by number.
 *
 * Numbers ascend, so a call's place is its number modulo the number of slots; one that is still there when its place is
 * needed again moves to a map. A map alone would do, but calls come and go fast: V8 gives a map a new table every few
 * hundred changes, and the old ones point to their successors. Once one of them has been promoted to the old space, all
 * calls since then survive the collections of the young space, which took 29 % of the time of a busy caller.
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
