import type { CallerSignal, CallRequest, Watch } from '@multilith/runtime/transport';
import type { CallingHost } from './calling-hosts.js';

/** A message with calls. It counts as long as one of them is running: which of them its characters belong to is not known. */
export interface ArrivedMessage {
  readonly length: number;
  /** How many of its calls are running. */
  running: number;
}

/** A call that this process works on for another, and the signal that the other has given up. */
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
    /** Where the process that called hears replies. */
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

  /** Its deadline has passed. */
  expire(): void {
    this.abort();
  }

  /** Nobody waits for the reply any more. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of this.#listeners ?? []) listener();
  }
}
