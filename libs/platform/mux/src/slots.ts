/** What `Slots` keeps: an object with a number that does not change while it is kept. */
export interface Numbered {
  readonly id: number;
}

/** Initial number of slots. A power of two, like every number of slots. */
const MIN_SLOTS = 64;
/** Maximum number of slots: more calls than this are rarely in flight. */
const MAX_SLOTS = 4_096;

/**
 * Calls by number.
 *
 * Numbers ascend, so the slot of a call is its number modulo the number of slots; a call that still occupies its slot
 * when the slot is needed again moves to a map. A map alone would be correct but slow: V8 allocates a new table every
 * few hundred changes, and old tables point to their successors. Once an old table has been promoted to the old space,
 * all later calls survive young-generation garbage collections, which took 29 % of the time of a busy caller.
 */
export class Slots<T extends Numbered> {
  #slots = Array.from<T | undefined>({ length: MIN_SLOTS });
  readonly #slow = new Map<number, T>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    yield* this.#slow.values();
    for (const item of this.#slots) if (item) yield item;
  }

  get(id: number): T | undefined {
    const item = this.#slots[id & (this.#slots.length - 1)];
    if (item?.id === id) return item;
    return this.#slow.size === 0 ? undefined : this.#slow.get(id);
  }

  /** Keeps an item. No other item with its number may be kept. */
  add(item: T): void {
    this.#size++;
    let slot = item.id & (this.#slots.length - 1);
    let occupant = this.#slots[slot];
    if (occupant !== undefined) {
      if (this.#isDense()) {
        this.#grow();
        slot = item.id & (this.#slots.length - 1);
        occupant = this.#slots[slot];
      }
      if (occupant !== undefined) this.#slow.set(occupant.id, occupant);
    }
    this.#slots[slot] = item;
  }

  /** Removes an item; returns whether it was kept. */
  remove(item: T): boolean {
    const slot = item.id & (this.#slots.length - 1);
    if (this.#slots[slot] === item) this.#slots[slot] = undefined;
    else if (this.#slow.get(item.id) !== item) return false;
    else this.#slow.delete(item.id);
    this.#size--;
    return true;
  }

  /** Whether the slots are too few, rather than taken by a few old items. */
  #isDense(): boolean {
    return this.#slots.length < MAX_SLOTS && this.#size > this.#slots.length >> 1;
  }

  #grow(): void {
    const slots = Array.from<T | undefined>({ length: this.#slots.length * 2 });
    for (const item of this.#slots) if (item) slots[item.id & (slots.length - 1)] = item;
    this.#slots = slots;
  }
}
