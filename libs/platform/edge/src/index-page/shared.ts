/**
 * A value that is computed once for all its readers: again only if it is stale when it is read, and never twice at a
 * time.
 */
export class Shared<T> {
  readonly #make: () => Promise<T>;
  readonly #freshMs: number;
  #current: Promise<T> | undefined;
  #staleAt = 0;

  /** @param freshMs how long a value is returned before it is stale, in milliseconds */
  constructor(make: () => Promise<T>, freshMs: number) {
    this.#make = make;
    this.#freshMs = freshMs;
  }

  /** Returns the value; concurrent readers share one computation. A failure is not cached. */
  read(): Promise<T> {
    if (this.#current && performance.now() < this.#staleAt) return this.#current;
    this.#staleAt = Infinity;
    const making = this.#make().finally(() => (this.#staleAt = performance.now() + this.#freshMs));
    making.catch(() => (this.#current = undefined));
    return (this.#current = making);
  }
}
