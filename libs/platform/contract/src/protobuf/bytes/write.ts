import { isTimestamp } from '../../wire/timestamp.js';
import { NotEncodable } from './not-encodable.js';
import { lengthSize, putHalves, putTag, putVarint } from './varint.js';
import type { Writer } from './writer.js';

/** More than the bytes of a tag and of any value but text and binary data. */
const ROOM = 32;
const SCRATCH = new Uint8Array(8);
const SCRATCH_VIEW = new DataView(SCRATCH.buffer);

// Each function writes a tag, unless that is 0, and a value, and returns the position behind it.

/** Writes a safe integer as an int64. */
export function writeInt(w: Writer, pos: number, tag: number, value: number): number {
  const bytes = pos + ROOM > w.bytes.length ? w.grow(pos, ROOM) : w.bytes;
  const p = putTag(bytes, pos, tag);
  if (value >>> 0 === value) return putVarint(bytes, p, value);
  if (!Number.isSafeInteger(value)) throw new NotEncodable(`${String(value)} is no safe integer`);
  return putHalves(bytes, p, value >>> 0, Math.floor(value / 2 ** 32) >>> 0);
}

/** Writes a bigint as an int64 or uint64. */
export function writeBigint(w: Writer, pos: number, tag: number, value: bigint): number {
  const bits = BigInt.asUintN(64, value);
  if (bits !== value && BigInt.asIntN(64, value) !== value) throw new NotEncodable(`${value} has more than 64 bits`);
  const bytes = pos + ROOM > w.bytes.length ? w.grow(pos, ROOM) : w.bytes;
  return putHalves(bytes, putTag(bytes, pos, tag), Number(bits & 0xffff_ffffn), Number(bits >> 32n));
}

export function writeDouble(w: Writer, pos: number, tag: number, value: number): number {
  if (typeof value !== 'number') throw new NotEncodable('a number is missing');
  const bytes = pos + ROOM > w.bytes.length ? w.grow(pos, ROOM) : w.bytes;
  let p = putTag(bytes, pos, tag);
  SCRATCH_VIEW.setFloat64(0, value, true);
  for (let i = 0; i < 8; i++) bytes[p++] = SCRATCH[i]!;
  return p;
}

export function writeBoolean(w: Writer, pos: number, tag: number, value: boolean): number {
  if (typeof value !== 'boolean') throw new NotEncodable('a boolean is missing');
  return writeInt(w, pos, tag, value ? 1 : 0);
}

/** Writes the number that the lock gives to an enum value. */
export function writeEnum(
  w: Writer,
  pos: number,
  tag: number,
  numbers: ReadonlyMap<unknown, number>,
  value: unknown,
): number {
  const number = numbers.get(value);
  if (number === undefined) throw new NotEncodable(`the lock knows no number of the enum value '${String(value)}'`);
  return writeInt(w, pos, tag, number);
}

/** Writes binary data with its length before it. */
export function writeBinary(w: Writer, pos: number, tag: number, data: Uint8Array): number {
  if (!ArrayBuffer.isView(data)) throw new NotEncodable('binary data is missing');
  const { length } = data;
  const bytes = pos + length + ROOM > w.bytes.length ? w.grow(pos, length + ROOM) : w.bytes;
  const p = putVarint(bytes, putTag(bytes, pos, tag), length);
  bytes.set(data, p);
  return p + length;
}

/** Writes a Timestamp with its length before it. */
export function writeTime(w: Writer, pos: number, tag: number, date: Date): number {
  const time = date.getTime();
  if (!isTimestamp(time)) throw new NotEncodable('a date lies outside of the years 1 to 9999');
  const seconds = Math.floor(time / 1000);
  const millis = time - seconds * 1000;
  const bytes = pos + ROOM > w.bytes.length ? w.grow(pos, ROOM) : w.bytes;
  const start = putTag(bytes, pos, tag) + 1;
  let p = start;
  if (seconds !== 0) p = writeInt(w, p, 8, seconds);
  if (millis !== 0) p = writeInt(w, p, 16, millis * 1e6);
  w.bytes[start - 1] = p - start;
  return p;
}

/**
 * Writes a tag and leaves room for a length, which {@link closeMessage} writes.
 *
 * @param size expected bytes of the length
 * @returns where the content begins
 */
export function openMessage(w: Writer, pos: number, tag: number, size: number): number {
  const bytes = pos + ROOM > w.bytes.length ? w.grow(pos, ROOM) : w.bytes;
  return putTag(bytes, pos, tag) + size;
}

/** Writes the length of content before it, and moves the content if the length has not the expected size. */
export function closeMessage(w: Writer, start: number, end: number, size: number): number {
  const length = end - start;
  if (length < 128 && size === 1) {
    w.bytes[start - 1] = length;
    return end;
  }
  const needed = lengthSize(length);
  const bytes = end + ROOM > w.bytes.length ? w.grow(end, ROOM) : w.bytes;
  if (needed !== size) bytes.copyWithin(start - size + needed, start, end);
  putVarint(bytes, start - size, length);
  return end - size + needed;
}
