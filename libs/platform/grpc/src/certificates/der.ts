// DER, the encoding of X.509 certificates (ITU-T X.690): each value is a tag, a length and its bytes.

const UNIVERSAL = { boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06, utf8: 0x0c } as const;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_SPECIFIC = 0x80;
const CONSTRUCTED = 0x20;

function value(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag, ...lengthOf(content.length)), content]);
}

/** Up to 127 in one byte; longer ones in as many bytes as needed, after their number. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [CONTEXT_SPECIFIC | bytes.length, ...bytes];
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => value(SEQUENCE, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => value(SET, ...items);
export const boolean = (is: boolean): Buffer => value(UNIVERSAL.boolean, Buffer.of(is ? 0xff : 0));
export const octetString = (bytes: Uint8Array): Buffer => value(UNIVERSAL.octetString, bytes);
export const utf8String = (text: string): Buffer => value(UNIVERSAL.utf8, Buffer.from(text));

/** A positive number, given by its bytes. A leading zero keeps it positive. */
export const integer = (bytes: Uint8Array): Buffer =>
  value(UNIVERSAL.integer, bytes[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);

/** @param unusedBits how many bits at the end of the last byte do not count */
export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer =>
  value(UNIVERSAL.bitString, Buffer.of(unusedBits), bytes);

/** @example oid('2.5.29.17') */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(UNIVERSAL.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(part: number): number[] {
  const bytes = [part & 0x7f];
  for (let rest = part >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** A moment, to the second. Certificates have two digits for a year before 2050, and four after that. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return date.getUTCFullYear() < 2050
    ? value(UTC_TIME, Buffer.from(digits.slice(2)))
    : value(GENERALIZED_TIME, Buffer.from(digits));
}

/** A value with a tag of its own that contains other values. */
export const explicit = (tag: number, ...items: readonly Uint8Array[]): Buffer =>
  value(CONTEXT_SPECIFIC | CONSTRUCTED | tag, ...items);

/** Bytes with a tag of their own. */
export const implicit = (tag: number, bytes: Uint8Array): Buffer => value(CONTEXT_SPECIFIC | tag, bytes);
