import { SHARED_MESSAGE_BYTES } from '@multilith/mux';
import { repliesFrame, type WaitingReply } from '../wire/callee-frame.js';

/** Streams of a link to its caller. */
export interface ReplyStreams {
  write(frame: Buffer): void;
  /** For a frame that is larger than the usual ones. */
  writeLarge(frame: Buffer): void;
}

/** The replies of a turn to one process: they share messages, unless they are large. */
export class ReplyQueue {
  readonly #streams: ReplyStreams;
  #waiting: WaitingReply[] = [];
  #bytes = 0;

  constructor(streams: ReplyStreams) {
    this.#streams = streams;
  }

  /** Adds a reply; returns whether it is the first, so that the caller has to call `send` at the end of the turn. */
  add(reply: WaitingReply): boolean {
    if (reply.bytes > SHARED_MESSAGE_BYTES) {
      this.#streams.writeLarge(repliesFrame([reply]));
      return false;
    }
    if (this.#bytes + reply.bytes > SHARED_MESSAGE_BYTES) this.send();
    this.#bytes += reply.bytes;
    return this.#waiting.push(reply) === 1;
  }

  send(): void {
    const replies = this.#waiting;
    if (replies.length === 0) return;
    this.#waiting = [];
    this.#bytes = 0;
    this.#streams.write(repliesFrame(replies));
  }
}
