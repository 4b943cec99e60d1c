import type { CallerSignal, CallRequest, Watch } from '@multilith/runtime/transport';
import type { CallingHost } from './calling-hosts.js';

/**
 * A message with calls. Its length counts as long as one of its calls is running, because the length of each call is
 * not known.
 */
export interface ArrivedMessage {
  readonly length: number;
  /** Number of its calls that are running. */
  running: number;
}

/** A call that this process handles for another host, and the signal that the caller has given up. */
export class RunningCall implements CallerSignal, Watch {
  #aborted = false;
  #listeners: (() => void)[] | undefined;
  previous: Watch | undefined;
  next: Watch | undefined;
  started = 0;

  constructor(
    readonly id: number,
    readonly request: CallRequest,
    readonly from: CallingHost,
    /** Where the calling process receives replies. */
    readonly inbox: string,
    readonly replySubject: string,
    readonly message: ArrivedMessage,
  ) {}

  get aborted(): boolean {
    return this.#aborted;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    (this.#listeners ??= []).push(listener);
  }

  /** The deadline of the call has passed. */
  expire(): void {
    this.abort();
  }

  /** The caller no longer waits for the reply. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of this.#listeners ?? []) listener();
  }
}
