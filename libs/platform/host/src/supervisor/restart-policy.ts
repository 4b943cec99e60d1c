import type { HostEnd } from './host-process.js';
import { RestartDelay } from './restart-delay.js';

/** Maximum number of consecutive runs that end before the host is ready. Then it is not restarted. */
const MAX_FAILED_STARTS = 5;

/** Error codes of temporary start failures: a dependency was not available yet. */
const TEMPORARY_CODES: ReadonlySet<string> = new Set([
  'CONNECTION_LOST',
  'DATABASE_UNAVAILABLE',
  'EMBEDDED_DATABASE_LOCKED',
  'EMBEDDED_DATABASE_START',
  'NATS_UNREACHABLE',
  'POOL_EXHAUSTED',
  'PORT_TAKEN',
  'UNAVAILABLE',
]);

/** Decides whether and when a host that ended is restarted. */
export class RestartPolicy {
  readonly #delay = new RestartDelay();
  #failedStarts = 0;

  /** Returns the milliseconds to wait before the restart; `undefined` if the next run would end the same way. */
  after({ ready, signal, failure, age }: HostEnd): number | undefined {
    if (ready || signal) this.#failedStarts = 0;
    else if (failure === undefined) this.#failedStarts++;
    // A refused setting would be refused again.
    else if (!TEMPORARY_CODES.has(failure)) return undefined;
    if (this.#failedStarts >= MAX_FAILED_STARTS) return undefined;
    return this.#delay.after(age);
  }
}
