import { isTimestamp } from '../../wire/timestamp.js';
import { readAscii, readUtf8 } from './utf8.js';

/** Position after a fault: beyond every possible end, so that every loop stops. */
const LOST = 0x3fff_ffff;
/** Maximum depth of nested messages; other implementations of protobuf have the same limit. */
export const MAX_DEPTH = 100;

const SCRATCH = new Uint8Array(8);
const SCRATCH_VIEW = new DataView(SCRATCH.buffer);

/**
 * Reads protobuf from left to right. It never throws: bytes that are not protobuf set `fault` and move the position beyond
 * every end. After a message, callers compare the position with its end.
 */
export class Reader {
  readonly bytes: Uint8Array;
  pos = 0;
  /** Depth of the recursive message that is being read. */
  depth = 0;
  /** Whether a message was sent in parts, which generated code does not read. */
  split = false;
  /** What is wrong with the bytes, and where. */
  fault: string | undefined;
  /** Whether the last text is printable ASCII that neither starts nor ends with a space, and not empty. */
  plain = false;
  /** Whether the last text is printable ASCII. */
  ascii = false;
  /** Whether absent scalars are zero, for clients that leave zeros out. */
  readonly zero: boolean;

  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array, zero: boolean) {
    this.bytes = bytes;
    this.zero = zero;
    if (bytes.length >= LOST) this.lose('has a gigabyte or more');
  }

  /** Records a fault, if it is the first, and moves the position beyond every end. */
  lose(what: string): void {
    this.fault ??= `${what}, at byte ${Math.min(this.pos, this.bytes.length)}`;
    this.pos = LOST;
  }

  /** Gives up because content is longer than its length says. */
  overrun(what: string): void {
    this.lose(`has ${what} that does not end where it says`);
  }

  /** Field number times 8 plus wire type. */
  tag(): number {
    const first = this.bytes[this.pos]!;
    if (first < 128 && first > 7) {
      this.pos++;
      return first;
    }
    const start = this.pos;
    this.#varint();
    if (this.#high !== 0 || this.#low >>> 3 === 0) {
      if (this.pos !== LOST) this.pos = start;
      this.lose('has a field number that protobuf does not have');
      return 0;
    }
    return this.#low >>> 0;
  }

  /** Reads a length. Returns the end of the bytes that it covers; a fault if they do not end `within` a position. */
  end(within: number): number {
    const first = this.bytes[this.pos]!;
    let size = first;
    if (first < 128) this.pos++;
    else {
      this.#varint();
      size = (this.#low >>> 0) + (this.#high >>> 0) * 2 ** 32;
    }
    const end = this.pos + size;
    if (end <= within) return end;
    this.lose('has a length that leads past the end');
    return LOST;
  }

  /** Reads an int64 as a number. The result is not a safe integer if the int64 is outside of that range. */
  int(): number {
    const first = this.bytes[this.pos]!;
    if (first < 128) {
      this.pos++;
      return first;
    }
    this.#varint();
    return (this.#low >>> 0) + this.#high * 2 ** 32;
  }

  int64(): bigint {
    this.#varint();
    return (BigInt(this.#high) << 32n) | BigInt(this.#low >>> 0);
  }

  uint64(): bigint {
    this.#varint();
    return (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
  }

  bool(): boolean {
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  double(): number {
    const { bytes, pos } = this;
    if (pos + 8 > bytes.length) {
      this.lose('ends inside a number');
      return 0;
    }
    for (let i = 0; i < 8; i++) SCRATCH[i] = bytes[pos + i]!;
    this.pos = pos + 8;
    return SCRATCH_VIEW.getFloat64(0, true);
  }

  /** Reads a text. A text that is not UTF-8, or holds a NUL character, is a fault. */
  text(within: number): string {
    const { bytes } = this;
    const end = this.end(within);
    if (end === LOST) return '';
    const start = this.pos;
    let i = start;
    while (i < end && (bytes[i]! - 32) >>> 0 < 95) i++;
    if (i === end) {
      this.pos = end;
      this.ascii = true;
      this.plain = end > start && bytes[start] !== 32 && bytes[end - 1] !== 32;
      return readAscii(bytes, start, end);
    }
    this.ascii = this.plain = false;
    const text = readUtf8(bytes, start, end);
    if (text === undefined || text.includes('\0')) {
      this.lose(text === undefined ? 'has a text that is not UTF-8' : 'has a text with a NUL character');
      return '';
    }
    this.pos = end;
    return text;
  }

  /** Reads binary data and returns a copy. */
  binary(within: number): Uint8Array {
    const end = this.end(within);
    if (end === LOST) return new Uint8Array();
    const data = new Uint8Array(this.bytes.subarray(this.pos, end));
    this.pos = end;
    return data;
  }

  /** Reads a Timestamp as milliseconds, rounded down; NaN if it is outside of the years 1 to 9999. */
  time(within: number): number {
    const end = this.end(within);
    let seconds = 0;
    let nanos = 0;
    while (this.pos < end) {
      const tag = this.tag();
      if (tag === 8) seconds = this.int();
      else if (tag === 16) nanos = this.int();
      else this.skip(tag);
    }
    if (this.pos !== end) this.overrun('a Timestamp');
    const time = seconds * 1000 + Math.floor(nanos / 1e6);
    return nanos >= 0 && nanos < 1e9 && isTimestamp(time) ? time : NaN;
  }

  /** Skips an unknown field. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.#varint();
        return;
      case 1:
        this.pos += 8;
        break;
      case 2:
        this.pos = this.end(this.bytes.length);
        return;
      case 5:
        this.pos += 4;
        break;
      default:
        if (tag !== 0) this.lose(`has a field of wire type ${tag & 7}, which is not supported`);
        return;
    }
    if (this.pos > this.bytes.length) this.lose('ends inside a number');
  }

  /** Reads a varint into two halves. */
  #varint(): void {
    const { bytes } = this;
    let p = this.pos;
    let low = 0;
    let high = 0;
    let byte = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      byte = bytes[p++]!;
      low |= (byte & 127) << shift;
      if (byte < 128) return this.#halves(p, low, 0);
    }
    byte = bytes[p++]!;
    low |= (byte & 15) << 28;
    high = (byte & 127) >> 4;
    if (byte < 128) return this.#halves(p, low, high);
    for (let shift = 3; shift <= 31; shift += 7) {
      byte = bytes[p++]!;
      high |= (byte & 127) << shift;
      if (byte < 128) return this.#halves(p, low, high);
    }
    this.#low = this.#high = 0;
    this.lose(p > bytes.length ? 'ends inside a number' : 'has a number of more than ten bytes');
  }

  #halves(pos: number, low: number, high: number): void {
    this.pos = pos;
    this.#low = low;
    this.#high = high;
  }
}
