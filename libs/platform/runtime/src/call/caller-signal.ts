/**
 * Tells whether a caller has cancelled. `AbortSignal` satisfies it, but creating one per call would cost more than the
 * rest of a transport's work.
 */
export interface CallerSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}
