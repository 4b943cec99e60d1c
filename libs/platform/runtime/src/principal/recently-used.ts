/** What a {@link RecentlyUsed} may keep in one generation; it has two. */
export interface RecentlyUsedLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** A map of bounded size that forgets what has not been used for the longest time, in two generations. */
export class RecentlyUsed<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  #bytes = 0;

  readonly #limits: RecentlyUsedLimits;

  /** @param limits a generation that reaches one of them becomes the old one, and the one before is forgotten */
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

  /** Keys are what weighs: values are small, or texts that are about as long. */
  set(key: string, value: Value): void {
    if (!this.#young.has(key)) this.#bytes += key.length + (typeof value === 'string' ? value.length : 0);
    this.#young.set(key, value);
    if (this.#young.size < this.#limits.entries && this.#bytes < this.#limits.bytes) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#bytes = 0;
  }
}
