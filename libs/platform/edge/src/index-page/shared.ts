/**
 * A value that many ask for and that is worked out once for all of them: again only when it has become old and somebody
 * asks, and never twice at a time.
 */
export class Shared<T> {
  readonly #make: () => Promise<T>;
  readonly #freshMs: number;
  #current: Promise<T> | undefined;
  #staleAt = 0;

  /** @param freshMs how long a value is handed out, in milliseconds */
  constructor(make: () => Promise<T>, freshMs: number) {
    this.#make = make;
    this.#freshMs = freshMs;
  }

  /** Returns the value. Callers that ask while it is being made share it. A failure is not kept. */
  read(): Promise<T> {
    if (this.#current && performance.now() < this.#staleAt) return this.#current;
    this.#staleAt = Infinity;
    const making = this.#make().finally(() => (this.#staleAt = performance.now() + this.#freshMs));
    making.catch(() => (this.#current = undefined));
    return (this.#current = making);
  }
}
