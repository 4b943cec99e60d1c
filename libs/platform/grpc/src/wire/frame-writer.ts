/** Size of a slab in bytes: several frames of the usual size. */
const SLAB_BYTES = 256 * 1024;

/** Longest text, in UTF-16 units, whose length takes one byte whatever its characters are. */
const SHORT_TEXT = 42;

/** Bytes of a length that is written after its content: a padded varint, which protobuf allows. */
const LENGTH_BYTES = 4;

/** Bytes that a text may have before they are counted exactly. */
const LARGE_TEXT_BYTES = 16 * 1024;

/** Maximum number of UTF-8 bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/** Maximum size of a tag and a varint, in bytes. */
const MAX_VARINT_FIELD_BYTES = 12;

const VARINT = 0;
const BYTES = 2;

/**
 * Writes protobuf messages. It appends to a slab and hands out parts of it without copying. No part is ever written
 * again, because gRPC copies what it is given only some microtasks later.
 *
 * Field numbers must be less than 16, so that a tag is one byte.
 */
export class FrameWriter {
  #bytes = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #start = 0;
  #at = 0;

  /** Bytes written since the last `take()`. */
  get size(): number {
    return this.#at - this.#start;
  }

  /** Returns what was written since the last `take()`. */
  take(): Buffer {
    const taken = this.#bytes.subarray(this.#start, this.#at);
    this.#start = this.#at;
    return taken;
  }

  /** Drops what was written since the last `take()`. */
  drop(): void {
    this.#at = this.#start;
  }

  /** Writes a whole number from 0 to 2^53 - 1, or `true` as 1. Zero is the default and is left out. */
  number(field: number, value: number | boolean): void {
    const number = Number(value);
    if (number === 0) return;
    this.#reserve(MAX_VARINT_FIELD_BYTES);
    this.#bytes[this.#at++] = (field << 3) | VARINT;
    this.#varint(number);
  }

  /** Writes a text, also an empty one. */
  text(field: number, text: string): void {
    const units = text.length;
    const bound = units * MAX_BYTES_PER_UNIT;
    this.#reserve(1 + LENGTH_BYTES + (bound < LARGE_TEXT_BYTES ? bound : Buffer.byteLength(text)));
    const bytes = this.#bytes;
    bytes[this.#at++] = (field << 3) | BYTES;
    if (units > SHORT_TEXT) return this.#longText(text);
    const start = this.#at + 1;
    let at = start;
    for (let i = 0; i < units; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        at = start + bytes.write(text, start, 'utf8');
        break;
      }
      bytes[at++] = unit;
    }
    bytes[this.#at] = at - start;
    this.#at = at;
  }

  /** Writes a text, unless it is `undefined`. */
  optionalText(field: number, text: string | undefined): void {
    if (text !== undefined) this.text(field, text);
  }

  bytes(field: number, content: Uint8Array): void {
    this.#reserve(content.length + 1 + LENGTH_BYTES);
    this.#bytes[this.#at++] = (field << 3) | BYTES;
    this.#length(this.#at, content.length);
    this.#bytes.set(content, this.#at + LENGTH_BYTES);
    this.#at += LENGTH_BYTES + content.length;
  }

  /** Begins a message that is a field; returns what `close` needs. */
  open(field: number): number {
    this.#reserve(1 + LENGTH_BYTES);
    this.#bytes[this.#at++] = (field << 3) | BYTES;
    this.#at += LENGTH_BYTES;
    return this.#at - this.#start;
  }

  /** Ends a message that is a field. */
  close(mark: number): void {
    const start = this.#start + mark;
    this.#length(start - LENGTH_BYTES, this.#at - start);
  }

  /** Writes whole numbers as one packed field. */
  numbers(field: number, values: readonly number[]): void {
    const mark = this.open(field);
    for (const value of values) {
      this.#reserve(MAX_VARINT_FIELD_BYTES);
      this.#varint(value);
    }
    this.close(mark);
  }

  #longText(text: string): void {
    const start = this.#at + LENGTH_BYTES;
    const length = this.#bytes.write(text, start, 'utf8');
    this.#length(this.#at, length);
    this.#at = start + length;
  }

  #length(at: number, length: number): void {
    const bytes = this.#bytes;
    bytes[at] = (length & 127) | 128;
    bytes[at + 1] = ((length >> 7) & 127) | 128;
    bytes[at + 2] = ((length >> 14) & 127) | 128;
    bytes[at + 3] = length >> 21;
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let rest = value;
    // Beyond 32 bits without bit operations.
    while (rest >= 0x1000_0000) {
      bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      bytes[this.#at++] = (rest & 127) | 128;
      rest >>= 7;
    }
    bytes[this.#at++] = rest;
  }

  /** Makes room for more bytes. What was written since the last `take()` moves to a new slab if this one is full. */
  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const { size } = this;
    const isLarge = size + bytes > SLAB_BYTES / 2;
    const next = Buffer.allocUnsafeSlow(isLarge ? size + bytes + LARGE_TEXT_BYTES : SLAB_BYTES);
    this.#bytes.copy(next, 0, this.#start, this.#at);
    this.#bytes = next;
    this.#start = 0;
    this.#at = size;
  }
}
