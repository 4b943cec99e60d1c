/** Limits of one generation of a {@link RecentlyUsed}, which has two. */
export interface RecentlyUsedLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** A bounded map that evicts the least recently used entries, in two generations. */
export class RecentlyUsed<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  #bytes = 0;

  readonly #limits: RecentlyUsedLimits;

  /**
   * @param limits if the new generation reaches a limit, it becomes the old one, and the previous old one is dropped
   */
  constructor(limits: RecentlyUsedLimits) {
    this.#limits = limits;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  /** Adds an entry. Its size is estimated by the key: values are small, or about as long as the key. */
  set(key: string, value: Value): void {
    if (!this.#young.has(key)) this.#bytes += key.length + (typeof value === 'string' ? value.length : 0);
    this.#young.set(key, value);
    if (this.#young.size < this.#limits.entries && this.#bytes < this.#limits.bytes) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#bytes = 0;
  }
}
