import { NotEncodable } from './not-encodable.js';

const SLAB_BYTES = 16 * 1024;
/** A slab with less room is not used for another message. */
const MIN_ROOM_BYTES = 4 * 1024;
const MAX_KEPT_BYTES = 512 * 1024;
const MAX_BYTES = 0x3fff_ffff;

/**
 * Whether messages share an `ArrayBuffer`, as the small buffers of Node do: to allocate one takes longer than to encode a
 * small message. In browsers, where buffers are transferred to workers, each message has its own.
 */
const isShared = typeof (globalThis as { Buffer?: unknown }).Buffer === 'function';

/**
 * The bytes that a message is written to, from left to right. Used again for every message. Functions that write take the
 * position where they begin and return the one behind what they wrote, which is faster than a position kept here.
 */
export class Writer {
  bytes = new Uint8Array(SLAB_BYTES);
  /** Depth of the message that is being written. */
  depth = 0;

  /** For one message after the other. */
  #slab = this.bytes;
  /** For a message that the slab has no room for. */
  #large: Uint8Array<ArrayBuffer> | undefined;
  #start = 0;

  /** Begins a message and returns its position. */
  begin(): number {
    this.depth = 0;
    if (this.#slab.length - this.#start < MIN_ROOM_BYTES) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#start = 0;
    }
    this.bytes = this.#slab;
    return this.#start;
  }

  /** Makes room for some bytes behind a position and returns the new bytes. Positions stay as they are. */
  grow(pos: number, room: number): Uint8Array {
    const size = pos + room;
    if (size > MAX_BYTES) throw new NotEncodable('the content is too long');
    const isEnough = this.#large !== undefined && this.#large.length >= size;
    const larger = isEnough ? this.#large! : new Uint8Array(Math.max(size, this.bytes.length * 2));
    larger.set(this.bytes.subarray(this.#start, pos), this.#start);
    if (larger.length <= MAX_KEPT_BYTES) this.#large = larger;
    return (this.bytes = larger);
  }

  /** Ends the message at a position and returns it. */
  take(end: number): Uint8Array {
    const start = this.#start;
    if (!isShared || this.bytes !== this.#slab) return this.bytes.slice(start, end);
    this.#start = end;
    return new Uint8Array(this.bytes.buffer, start, end - start);
  }
}
