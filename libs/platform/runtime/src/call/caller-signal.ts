/**
 * Says whether a caller has given up. An `AbortSignal` is one; making one for every call would cost more than all else
 * that a transport does for it.
 */
export interface CallerSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}
