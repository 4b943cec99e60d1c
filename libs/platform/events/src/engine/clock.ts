/** Cancels a timer; harmless when it already fired. */
export type CancelTimer = () => void;

/** The engine's time, so that a simulation can run it. It only paces work: leases are decided by the store's time. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Calls back once after at least this many milliseconds. */
  after(milliseconds: number, callback: () => void): CancelTimer;
}

/** Where the engine's randomness comes from (jitter, the host's instance id). */
export interface Randomness {
  /** A number in [0, 1). */
  next(): number;
}
