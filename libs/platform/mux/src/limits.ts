import { getHeapStatistics } from 'node:v8';

/** Limits of concurrent calls in a process, and of calls that share a message. */
export interface CallLimits {
  /** Maximum number of calls to one context in flight; more are queued. Default: 1,024. */
  readonly pending: number;
  /** Maximum number of queued calls to one context; more fail as `OVERLOADED`. Default: 4,096. */
  readonly queued: number;
  /**
   * Maximum number of running calls to one context for one calling host; more are refused as `OVERLOADED`. The limit
   * for all hosts together is four times as high, so that one host cannot take the places of the others. Default:
   * 1,024.
   */
  readonly running: number;
  /**
   * Maximum length, in characters or bytes, of the messages whose calls to one context are running for one calling
   * host; more are refused as `OVERLOADED`, unless no call of that host is running. In memory they may take twenty
   * times as much. Default: a 64th of the heap limit of this process, at most 16 MiB.
   */
  readonly runningLength: number;
  /**
   * Maximum number of calls in one message. A message goes to one instance, so a small number spreads the load.
   * Default: 64.
   */
  readonly batch: number;
  /** Timeout of a call without a deadline, in milliseconds. Default: 30,000. */
  readonly maxWait: number;
  /**
   * Seconds without a sign of life from the callee after which a call fails as lost, for transports that do not learn
   * of a lost callee from their connection. Default: 10. Minimum: 3.
   */
  readonly silence: number;
}

export const DEFAULT_LIMITS: CallLimits = {
  pending: 1_024,
  queued: 4_096,
  running: 1_024,
  runningLength: Math.min(16 * 1024 ** 2, Math.floor(getHeapStatistics().heap_size_limit / 64)),
  batch: 64,
  maxWait: 30_000,
  silence: 10,
};

/** Factor for `running` and `runningLength`: the limit of calls to one context for all hosts together. */
export const ALL_HOSTS_FACTOR = 4;

/** Maximum number of running requests to one journal for one host. Each may read much. */
const MAX_JOURNAL_REQUESTS = 128;
/** Maximum total length of these requests, in characters or bytes: names of events and positions. */
const MAX_JOURNAL_REQUESTS_LENGTH = 2 * 1024 ** 2;

/** Returns the limits of requests to a journal. */
export const journalLimits = (limits: CallLimits): CallLimits => ({
  ...limits,
  running: Math.min(limits.running, MAX_JOURNAL_REQUESTS),
  runningLength: Math.min(limits.runningLength, MAX_JOURNAL_REQUESTS_LENGTH),
});

/** Calls that are sent without waiting for more, if fewer than four times as many are in flight. */
export const MIN_EARLY_BATCH_CALLS = 16;

/** Interval in milliseconds at which a host tells its callers that their calls are still running. */
export const SIGN_OF_LIFE_MS = 1_000;

/** Minimum of `silence`, in seconds: shorter than this, a sign of life could arrive too late. */
export const MIN_SILENCE_SECONDS = 3;

/** Bytes of a message after which the next one begins: large messages delay the small ones behind them. */
export const SHARED_MESSAGE_BYTES = 64 * 1024;

/** Upper bound of the bytes that a message or a call in it takes beside the encoded call: its number, its time. */
export const FRAME_BYTES = 64;
