import { NotEncodable } from './not-encodable.js';
import { writeUtf8 } from './utf8.js';
import { lengthSize, putTag, putVarint } from './varint.js';
import type { Writer } from './writer.js';

/** More than the bytes of a tag and a length. */
const ROOM = 32;
/** Up to this length, a loop is faster than the call of a native function. */
const SHORT = 28;

/** Writes a tag, unless that is 0, and a text with its length before it. Returns the position behind it. */
export function writeText(w: Writer, pos: number, tag: number, text: string): number {
  if (typeof text !== 'string') throw new NotEncodable('a text is missing');
  const { length } = text;
  const room = length * 3 + ROOM;
  const bytes = pos + room > w.bytes.length ? w.grow(pos, room) : w.bytes;
  const start = putTag(bytes, pos, tag);
  if (length > SHORT) return writeLong(bytes, start, text);
  let p = start + 1;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127 || unit === 0) return writeLong(bytes, start, text);
    bytes[p++] = unit;
  }
  bytes[start] = length;
  return p;
}

function writeLong(bytes: Uint8Array, start: number, text: string): number {
  const { length } = text;
  if (text.indexOf('\0') !== -1) throw new NotEncodable('a text holds a NUL character');
  const expected = lengthSize(length);
  const size = writeUtf8(bytes, text, start + expected);
  // ASCII has no surrogates.
  if (size !== length && !text.isWellFormed()) throw new NotEncodable('a text holds half of a surrogate pair');
  const needed = lengthSize(size);
  if (needed !== expected) bytes.copyWithin(start + needed, start + expected, start + expected + size);
  putVarint(bytes, start, size);
  return start + needed + size;
}
