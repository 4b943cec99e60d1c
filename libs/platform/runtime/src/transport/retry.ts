import { RemoteCallError } from '../call/remote-call-error.js';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** Whether a retry may succeed. Does not tell whether a retry is safe. */
export const repeatHelps = (error: unknown): boolean =>
  error instanceof RemoteCallError && error.code === 'UNAVAILABLE';

/**
 * Returns the delay before a retry, in milliseconds: exponential backoff with full jitter, so that callers that failed
 * together do not retry together (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 *
 * @param repeats number of retries so far
 */
export const pauseBefore = (repeats: number): number =>
  Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** repeats);
