import { callsFrame } from '../wire/caller-frame.js';
import type { LinkCall, LinkDestination } from './link-wire.js';

/** A batch of calls to one context. */
export interface Batch {
  readonly destination: LinkDestination;
  readonly calls: readonly LinkCall[];
}

/** The parts of a gRPC stream that a writer needs. */
export interface FrameSink {
  write(frame: Buffer): boolean;
  on(event: 'drain', listener: () => void): unknown;
}

/**
 * Writes batches of calls to a stream, as long as the stream accepts them. The others wait here, unsent: if the link ends,
 * they can go elsewhere.
 */
export class BatchWriter {
  readonly #stream: FrameSink;
  #waiting: Batch[] = [];
  #isFull = false;

  constructor(stream: FrameSink) {
    this.#stream = stream;
    stream.on('drain', () => this.#drained());
  }

  /** Whether batches wait. */
  get isFull(): boolean {
    return this.#isFull;
  }

  write(batch: Batch, now: number): void {
    if (this.#isFull) this.#waiting.push(batch);
    else this.#write(batch, now);
  }

  /** Writes all waiting batches, even if the stream is full. */
  flush(): void {
    const now = Date.now();
    for (const batch of this.takeWaiting()) this.#write(batch, now);
  }

  /** Drops what waits and is no longer waited for: a callee that does not read may never take it. */
  forgetSettled(): void {
    if (this.#waiting.length > 0)
      this.#waiting = this.#waiting.filter(({ calls }) => calls.some(({ settled }) => !settled));
  }

  /** Returns the batches that have not been sent. */
  takeWaiting(): Batch[] {
    return this.#waiting.splice(0);
  }

  #drained(): void {
    this.#isFull = false;
    const now = Date.now();
    while (!this.#isFull && this.#waiting.length > 0) this.#write(this.#waiting.shift()!, now);
  }

  #write({ destination, calls }: Batch, now: number): void {
    const waiting = calls.some(({ settled }) => settled) ? calls.filter(({ settled }) => !settled) : calls;
    if (waiting.length === 0) return;
    const frame = callsFrame(destination.context, destination.address.channel, waiting, now);
    if (!this.#stream.write(frame)) this.#isFull = true;
  }
}
