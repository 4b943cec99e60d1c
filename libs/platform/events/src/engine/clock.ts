/** Cancels a timer; harmless when it already fired. */
export type CancelTimer = () => void;

/** Time and timers of the engine, replaceable in simulations. Only paces work: leases use the store's time. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Calls `callback` once, after at least `milliseconds`. */
  after(milliseconds: number, callback: () => void): CancelTimer;
}

/** Source of the engine's randomness (jitter, instance id of the host). */
export interface Randomness {
  /** A number in [0, 1). */
  next(): number;
}
