import type { CallerSignal, CallRequest, Watch } from '@multilith/runtime/transport';
import type { ArrivedMessage } from './arrived-message.js';

/** A call that this process handles for another host, and the signal that the caller has given up. */
export class RunningCall<P = unknown> implements CallerSignal, Watch {
  #aborted = false;
  #listeners: (() => void)[] | undefined;
  previous: Watch | undefined;
  next: Watch | undefined;
  /** When its handler was started, by `performance.now()`. */
  started = 0;
  /** The caller's number. */
  readonly id: number;
  readonly request: CallRequest;
  /** The message that it arrived in. */
  readonly message: ArrivedMessage<P>;

  constructor(id: number, request: CallRequest, message: ArrivedMessage<P>) {
    this.id = id;
    this.request = request;
    this.message = message;
  }

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
