/** Waits for the other side of a link to acknowledge frames by their numbers. */
export class Acknowledgements {
  readonly #waiting = new Map<number, () => void>();
  #last = 0;

  /** Returns the number of a frame, and a promise that resolves once it is acknowledged, or the link has ended. */
  next(): { readonly number: number; readonly acknowledged: Promise<void> } {
    const number = ++this.#last;
    return { number, acknowledged: new Promise((resolve) => this.#waiting.set(number, resolve)) };
  }

  settle(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.#waiting.get(number)?.();
      this.#waiting.delete(number);
    }
  }

  /** The link has ended. */
  settleAll(): void {
    this.settle([...this.#waiting.keys()]);
  }
}
