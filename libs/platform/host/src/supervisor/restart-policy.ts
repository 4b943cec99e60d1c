import type { HostEnd } from './host-process.js';
import { RestartDelay } from './restart-delay.js';

/** Runs in a row that end by themselves before the host is ready. After so many it is not started again. */
const MOST_FAILED_STARTS = 5;

/** Reasons for a failed start that can pass without a person: something else was not there yet. */
const PASSING: ReadonlySet<string> = new Set([
  'CONNECTION_LOST',
  'DATABASE_UNAVAILABLE',
  'EMBEDDED_DATABASE_LOCKED',
  'EMBEDDED_DATABASE_START',
  'NATS_UNREACHABLE',
  'POOL_EXHAUSTED',
  'PORT_TAKEN',
  'UNAVAILABLE',
]);

/** Decides whether and when a host that ended is started again. */
export class RestartPolicy {
  readonly #delay = new RestartDelay();
  #failedStarts = 0;

  /** Milliseconds to wait before the next start; `undefined`: it would end in the same way again. */
  after({ ready, signal, failure, age }: HostEnd): number | undefined {
    if (ready || signal) this.#failedStarts = 0;
    else if (failure === undefined) this.#failedStarts++;
    // A setting that is refused today is refused in half a minute, too.
    else if (!PASSING.has(failure)) return undefined;
    if (this.#failedStarts >= MOST_FAILED_STARTS) return undefined;
    return this.#delay.after(age);
  }
}
