import { getHeapStatistics } from 'node:v8';

/** How much a process takes on, and how calls share messages. */
export interface NatsLimits {
  /** Calls to one context that this process waits for at a time; more wait for their turn. Default 1,024. */
  readonly pending: number;
  /** Calls to one context that may wait for their turn; more fail as `OVERLOADED`. Default 4,096. */
  readonly queued: number;
  /**
   * Calls to one context that this process works on at a time for one host; more are refused as `OVERLOADED`. For all
   * hosts together it works on four times as many, so that one host cannot take the places of the others. Default 1,024.
   */
  readonly running: number;
  /**
   * Characters of messages whose calls to one context this process works on at a time for one host; more are refused as
   * `OVERLOADED`, unless nothing of that host is running. In memory they may take twenty times as much. Default: a 64th of
   * the heap that this process may have, at most 16 MiB.
   */
  readonly runningLength: number;
  /** Most calls in one message. A message goes to one instance, so a small number spreads the load. Default 64. */
  readonly batch: number;
  /** Milliseconds that a call without a deadline may take. Default 30,000. */
  readonly maxWait: number;
  /** Seconds after which a call is given up for lost when its callee has shown no sign of life. Default 10, least 3. */
  readonly silence: number;
}

export const DEFAULT_LIMITS: NatsLimits = {
  pending: 1_024,
  queued: 4_096,
  running: 1_024,
  runningLength: Math.min(16 * 1024 ** 2, Math.floor(getHeapStatistics().heap_size_limit / 64)),
  batch: 64,
  maxWait: 30_000,
  silence: 10,
};

/** Times `running` and `runningLength`: calls to one context that a process works on for all hosts together. */
export const HOSTS_AT_A_TIME = 4;

/** Questions about one journal that a process works on at a time for one host. Each may read much. */
export const MOST_QUESTIONS = 128;
/** Characters of them: names of events and positions. */
export const MOST_QUESTIONS_LENGTH = 2 * 1024 ** 2;

/** Calls of a message that need not wait for more, where fewer than four times as many are under way. */
export const ENOUGH_CALLS = 16;

/** How often a host tells its callers that it still works on their calls, in milliseconds. */
export const SIGN_OF_LIFE_MS = 1_000;

/** Less would be shorter than it takes a sign to come. */
export const LEAST_SILENCE = 3;

/** Bytes of a message after which the next begins: large messages delay the small ones behind them. */
export const SHARED_MESSAGE_BYTES = 64 * 1024;

/** Bytes that a batch needs beside its calls: `[1,` and `]`, and the number and time of a call that travels alone. */
export const FRAME_BYTES = 64;
