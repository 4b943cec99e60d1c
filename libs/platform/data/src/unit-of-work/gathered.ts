import type { Subtransaction } from './subtransaction.js';

/** Things that wait for the commit, each with the part of the transaction that it goes with. */
export class Gathered<T> {
  #entries: { readonly item: T; readonly part: Subtransaction }[] = [];

  get length(): number {
    return this.#entries.length;
  }

  /** In the order in which they came. */
  get items(): T[] {
    return this.#entries.map(({ item }) => item);
  }

  add(item: T, part: Subtransaction): void {
    this.#entries.push({ item, part });
  }

  /** Drops what came in a part. */
  undo(undone: Subtransaction): void {
    if (this.#entries.length > 0) this.#entries = this.#entries.filter(({ part }) => !part.isWithin(undone));
  }
}
