import { RemoteCallError } from '../call/remote-call-error.js';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** Whether a failed call may end otherwise when it is sent again soon. Whether that is safe is another question. */
export const repeatHelps = (error: unknown): boolean =>
  error instanceof RemoteCallError && error.code === 'UNAVAILABLE';

/**
 * How long to wait before a repeat, in milliseconds: exponential backoff with full jitter, so that callers that failed
 * together do not come back together (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 *
 * @param repeats how often the call has been repeated already
 */
export const pauseBefore = (repeats: number): number =>
  Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** repeats);
