import { NotEncodable } from './not-encodable.js';
import { isTimestamp } from '../../wire/timestamp.js';
import { writeUtf8 } from './utf8.js';

const INITIAL_SIZE = 8192;
const MAX_SIZE = 0x3fff_ffff;
const SCRATCH = new Uint8Array(8);
const SCRATCH_VIEW = new DataView(SCRATCH.buffer);

/** Writes protobuf from left to right, in the shortest form. One writer serves all messages, one after the other. */
export class Writer {
  #bytes = new Uint8Array(INITIAL_SIZE);
  #pos = 0;
  /** Depth of the recursive message that is being written. */
  depth = 0;

  reset(): void {
    this.#pos = 0;
    this.depth = 0;
    // Releases the memory that one large message needed.
    if (this.#bytes.length > 64 * INITIAL_SIZE) this.#bytes = new Uint8Array(INITIAL_SIZE);
  }

  /** Returns a copy of the written bytes. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#pos);
  }

  varint(value: number): void {
    if (this.#pos + 10 > this.#bytes.length) this.#grow(10);
    if (value < 128) this.#bytes[this.#pos++] = value;
    else this.#pos = putVarint(this.#bytes, this.#pos, value);
  }

  /** Writes a safe integer as int64. @throws NotEncodable for other numbers */
  int(value: number): void {
    if (!Number.isSafeInteger(value)) throw new NotEncodable(`${value} is not a safe integer`);
    if (value >= 0) this.varint(value);
    else this.int64(BigInt(value));
  }

  int64(value: bigint): void {
    if (this.#pos + 10 > this.#bytes.length) this.#grow(10);
    let rest = BigInt.asUintN(64, value);
    if (rest !== value && BigInt.asIntN(64, value) !== value) throw new NotEncodable(`${value} has more than 64 bits`);
    while (rest > 127n) {
      this.#bytes[this.#pos++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#bytes[this.#pos++] = Number(rest);
  }

  double(value: number): void {
    if (typeof value !== 'number') throw new NotEncodable('a number is missing');
    if (this.#pos + 8 > this.#bytes.length) this.#grow(8);
    SCRATCH_VIEW.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.#bytes[this.#pos++] = SCRATCH[i]!;
  }

  /** Writes a text after its length. */
  text(text: string): void {
    const { length } = text;
    if (length > MAX_SIZE / 3) throw new NotEncodable('a text is too long');
    if (this.#pos + length * 3 + 5 > this.#bytes.length) this.#grow(length * 3 + 5);
    const bytes = this.#bytes;
    if (length > 40) return this.#longText(text);
    let p = this.#pos + 1;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127 || unit === 0) return this.#longText(text);
      bytes[p++] = unit;
    }
    bytes[this.#pos] = length;
    this.#pos = p;
  }

  #longText(text: string): void {
    if (text.includes('\0')) throw new NotEncodable('a text holds a NUL character');
    if (!text.isWellFormed()) throw new NotEncodable('a text holds half of a surrogate pair');
    const at = this.open();
    this.#pos += writeUtf8(this.#bytes, text, this.#pos);
    this.close(at);
  }

  /** Writes binary data after its length. */
  binary(data: Uint8Array): void {
    const { length } = data;
    if (length > MAX_SIZE) throw new NotEncodable('binary data is too long');
    if (this.#pos + length + 5 > this.#bytes.length) this.#grow(length + 5);
    this.#pos = putVarint(this.#bytes, this.#pos, length);
    this.#bytes.set(data, this.#pos);
    this.#pos += length;
  }

  /** Writes a Timestamp after its length. @throws NotEncodable outside of the years 1 to 9999 */
  time(date: Date): void {
    const time = date.getTime();
    if (!isTimestamp(time)) throw new NotEncodable('a date lies outside of the years 1 to 9999');
    const seconds = Math.floor(time / 1000);
    const nanos = (time - seconds * 1000) * 1e6;
    const at = this.open();
    if (seconds !== 0) {
      this.varint(8);
      this.int(seconds);
    }
    if (nanos !== 0) {
      this.varint(16);
      this.varint(nanos);
    }
    this.close(at);
  }

  /** Reserves a byte for a length. Returns its position, for {@link close}. */
  open(): number {
    if (this.#pos + 10 > this.#bytes.length) this.#grow(10);
    return this.#pos++;
  }

  /** Writes the length of everything since {@link open}, and moves it if its length needs more than a byte. */
  close(at: number): void {
    const size = this.#pos - at - 1;
    if (size < 128) {
      this.#bytes[at] = size;
      return;
    }
    const extra = size < 2 ** 14 ? 1 : size < 2 ** 21 ? 2 : size < 2 ** 28 ? 3 : 4;
    if (this.#pos + extra > this.#bytes.length) this.#grow(extra);
    this.#bytes.copyWithin(at + 1 + extra, at + 1, this.#pos);
    putVarint(this.#bytes, at, size);
    this.#pos += extra;
  }

  #grow(room: number): void {
    const size = this.#pos + room;
    if (size > MAX_SIZE) throw new NotEncodable('the content is too long');
    const larger = new Uint8Array(Math.max(size, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#pos));
    this.#bytes = larger;
  }
}

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let p = at;
  let rest = value;
  while (rest >= 2 ** 28) {
    bytes[p++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest > 127) {
    bytes[p++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[p++] = rest;
  return p;
}
