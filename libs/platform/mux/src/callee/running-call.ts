import type { CallerSignal, CallRequest, Watch } from '@multilith/runtime/transport';
import type { Slots } from '../slots.js';
import type { CallingHost } from './calling-hosts.js';

/** A process that calls this one. */
export interface CallSender<P> {
  /** Proven name of its host. */
  readonly host: string;
  /** What the transport knows of it: where replies go. */
  readonly peer: P;
  /** Its calls that are running here. */
  readonly running: Slots<RunningCall<P>>;
}

/**
 * A message with calls to one context. Its length counts as long as one of its calls is running, because the length of
 * each call is not known.
 */
export class ArrivedMessage<P> {
  readonly from: CallSender<P>;
  /** The calls of its host to the context. */
  readonly host: CallingHost;
  /** In characters or bytes. */
  readonly length: number;
  /** The calls in it that were admitted. */
  readonly calls: RunningCall<P>[] = [];
  /** Number of its calls that are running. */
  running = 0;

  constructor(from: CallSender<P>, host: CallingHost, length: number) {
    this.from = from;
    this.host = host;
    this.length = length;
  }
}

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
