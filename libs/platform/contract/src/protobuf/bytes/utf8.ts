/** The parts of Node's Buffer that are used where it exists. */
interface NativeText {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  utf8Slice(this: Uint8Array, start: number, end: number): string;
  utf8Write(this: Uint8Array, text: string, offset: number): number;
}

const { prototype } = ((globalThis as { Buffer?: unknown }).Buffer ?? {}) as { prototype?: Partial<NativeText> };
const isNative = [prototype?.latin1Slice, prototype?.utf8Slice, prototype?.utf8Write].every(
  (method) => typeof method === 'function',
);
const native = isNative ? (prototype as NativeText) : undefined;

const from = String.fromCharCode;
const CHUNK = 4096;

/** Reads bytes that are all below 128. */
export function readAscii(bytes: Uint8Array, start: number, end: number): string {
  const size = end - start;
  if (size > 10) return native ? native.latin1Slice.call(bytes, start, end) : readUnits(bytes, start, end);
  const b = bytes;
  const p = start;
  // Calls with fixed arguments are several times faster than a loop or `apply`.
  switch (size) {
    case 0:
      return '';
    case 1:
      return from(b[p]!);
    case 2:
      return from(b[p]!, b[p + 1]!);
    case 3:
      return from(b[p]!, b[p + 1]!, b[p + 2]!);
    case 4:
      return from(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!);
    case 5:
      return from(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!);
    case 6:
      return from(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!);
    case 7:
      return from(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!, b[p + 6]!);
    case 8:
      return from(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!, b[p + 6]!, b[p + 7]!);
    default:
      return readAscii(b, p, p + 8) + readAscii(b, p + 8, end);
  }
}

function readUnits(units: ArrayLike<number>, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i += CHUNK)
    text += from.apply(null, Array.prototype.slice.call(units, i, Math.min(i + CHUNK, end)) as number[]);
  return text;
}

/** Returns a text of UTF-8; `undefined` if the bytes are not valid UTF-8. */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (!native) return readStrict(bytes, start, end);
  const text = native.utf8Slice.call(bytes, start, end);
  // Node replaces what it cannot read; the character itself is valid text as well.
  return text.includes('\ufffd') ? readStrict(bytes, start, end) : text;
}

function readStrict(bytes: Uint8Array, start: number, end: number): string | undefined {
  const units: number[] = [];
  let i = start;
  while (i < end) {
    const lead = bytes[i++]!;
    if (lead < 0x80) {
      units.push(lead);
      continue;
    }
    const more = lead >= 0xc2 && lead <= 0xdf ? 1 : (lead & 0xf0) === 0xe0 ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    if (more === 0 || i + more > end) return undefined;
    let point = lead & (0x3f >> more);
    for (let k = 0; k < more; k++) {
      const next = bytes[i++]!;
      if ((next & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (next & 0x3f);
    }
    if (more === 2 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) return undefined;
    if (more === 3 && (point < 0x10000 || point > 0x10ffff)) return undefined;
    if (point < 0x10000) units.push(point);
    else units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
  }
  return readUnits(units, 0, units.length);
}

/** Writes well-formed text as UTF-8 and returns its size; there must be room for three bytes per UTF-16 unit. */
export function writeUtf8(bytes: Uint8Array, text: string, offset: number): number {
  if (native) return native.utf8Write.call(bytes, text, offset);
  let p = offset;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes[p++] = unit;
    else if (unit < 0x800) {
      bytes[p++] = 0xc0 | (unit >> 6);
      bytes[p++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes[p++] = 0xe0 | (unit >> 12);
      bytes[p++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[p++] = 0x80 | (unit & 0x3f);
    } else {
      const point = text.codePointAt(i++)!;
      bytes[p++] = 0xf0 | (point >> 18);
      bytes[p++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[p++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[p++] = 0x80 | (point & 0x3f);
    }
  }
  return p - offset;
}
