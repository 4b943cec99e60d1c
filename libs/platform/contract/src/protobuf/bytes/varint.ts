/** Writes a number of up to 32 bits and returns the position behind it. There must be room for five bytes. */
export function putVarint(bytes: Uint8Array, pos: number, value: number): number {
  let p = pos;
  let rest = value;
  while (rest > 127) {
    bytes[p++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[p++] = rest;
  return p;
}

/** Writes a number of 64 bits and returns the position behind it. There must be room for ten bytes. */
export function putHalves(bytes: Uint8Array, pos: number, low: number, high: number): number {
  let p = pos;
  let [rest, above] = [low, high];
  while (above !== 0) {
    bytes[p++] = (rest & 127) | 128;
    rest = ((rest >>> 7) | (above << 25)) >>> 0;
    above >>>= 7;
  }
  return putVarint(bytes, p, rest);
}

/** Bytes that a length takes. */
export const lengthSize = (length: number): number =>
  length < 2 ** 7 ? 1 : length < 2 ** 14 ? 2 : length < 2 ** 21 ? 3 : length < 2 ** 28 ? 4 : 5;

/** Writes a tag, unless it is 0, and returns the position behind it. There must be room for five bytes. */
export function putTag(bytes: Uint8Array, pos: number, tag: number): number {
  if (tag === 0) return pos;
  if (tag > 127) return putVarint(bytes, pos, tag);
  bytes[pos] = tag;
  return pos + 1;
}
