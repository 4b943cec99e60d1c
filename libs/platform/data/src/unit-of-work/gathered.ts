import type { Subtransaction } from './subtransaction.js';

/** Items that wait for the commit, each with the subtransaction that it belongs to. */
export class Gathered<T> {
  #entries: { readonly item: T; readonly part: Subtransaction }[] = [];

  get length(): number {
    return this.#entries.length;
  }

  /** The items, in the order in which they were added. */
  get items(): T[] {
    return this.#entries.map(({ item }) => item);
  }

  add(item: T, part: Subtransaction): void {
    this.#entries.push({ item, part });
  }

  /** Drops the items of a subtransaction that was undone. */
  undo(undone: Subtransaction): void {
    if (this.#entries.length > 0) this.#entries = this.#entries.filter(({ part }) => !part.isWithin(undone));
  }
}
