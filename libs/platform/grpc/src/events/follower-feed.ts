import type { FrameSink } from '../link/batch-writer.js';

/** Maximum size of the events that wait for a follower, in bytes. Further events are dropped until it has read these. */
const MAX_WAITING_BYTES = 1024 ** 2;

/** The events that are pushed to one process. It reads dropped events from the journal. */
export class FollowerFeed {
  readonly #stream: FrameSink;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isFull = false;
  /** Whether events were dropped since the stream was full. */
  #drops = false;

  constructor(stream: FrameSink) {
    this.#stream = stream;
    stream.on('drain', () => this.#drained());
  }

  push(frame: Buffer): void {
    if (!this.#isFull) return this.#write(frame);
    this.#drops ||= this.#waitingBytes + frame.length > MAX_WAITING_BYTES;
    if (this.#drops) return;
    // A frame is a part of a large slab, which must not be kept for it.
    this.#waiting.push(Buffer.from(frame));
    this.#waitingBytes += frame.length;
  }

  #drained(): void {
    this.#isFull = false;
    while (!this.#isFull && this.#waiting.length > 0) {
      const frame = this.#waiting.shift()!;
      this.#waitingBytes -= frame.length;
      this.#write(frame);
    }
    if (!this.#isFull) this.#drops = false;
  }

  #write(frame: Buffer): void {
    this.#isFull = !this.#stream.write(frame);
  }
}
