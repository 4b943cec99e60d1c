import { MalformedFrame } from './malformed-frame.js';

/** Longest text in bytes that is read character by character, which is faster than a call into C++. */
const SHORT_TEXT = 24;

/** Most bytes of a varint. */
const MAX_VARINT_BYTES = 10;

/** The last text of a field. */
export interface RepeatedText {
  text: string;
}

/** Reads protobuf messages of another host, which may send anything. Its methods throw `MalformedFrame`. */
export class FrameReader {
  readonly #bytes: Buffer;
  #at: number;
  /** Where the innermost message ends. */
  #end: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = bytes.length;
  }

  /** Whether the message has more fields. */
  get more(): boolean {
    return this.#at < this.#end;
  }

  /** Returns the tag of the next field: its number times eight, and its wire type. */
  tag(): number {
    return this.number();
  }

  /** Reads a whole number from 0 to 2^53 - 1. */
  number(): number {
    const bytes = this.#bytes;
    if (this.#at >= this.#end) throw new MalformedFrame('a number is cut off');
    let byte = bytes[this.#at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let factor = 128;
    for (let i = 1; i < MAX_VARINT_BYTES; i++) {
      if (this.#at >= this.#end) throw new MalformedFrame('a number is cut off');
      byte = bytes[this.#at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      factor *= 128;
    }
    throw new MalformedFrame('a number is too large');
  }

  boolean(): boolean {
    return this.number() !== 0;
  }

  /** Returns the bytes of a field without copying them. */
  bytes(): Buffer {
    const start = this.#enterBytes();
    return this.#bytes.subarray(start, this.#at);
  }

  /** Reads a text of at most `most` bytes, or throws. */
  text(most: number): string {
    const text = this.boundedText(most);
    if (text === undefined) throw new MalformedFrame(`a text is longer than ${most} bytes`);
    return text;
  }

  /** Reads a text; `undefined` if it has more than `most` bytes. */
  boundedText(most: number): string | undefined {
    const start = this.#enterBytes();
    const length = this.#at - start;
    if (length > most) return undefined;
    if (length > SHORT_TEXT) return this.#bytes.toString('utf8', start, this.#at);
    let text = '';
    for (let at = start; at < this.#at; at++) {
      const byte = this.#bytes[at]!;
      if (byte > 127) return this.#bytes.toString('utf8', start, this.#at);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /**
   * Reads a text that is often the same as the one before, such as the name of a message: then no new one is made.
   * `undefined` if it has more than `most` bytes.
   */
  repeatedText(most: number, before: RepeatedText): string | undefined {
    const start = this.#at;
    const length = this.number();
    const known = before.text;
    if (length === known.length && length <= this.#end - this.#at) {
      const bytes = this.#bytes;
      let i = 0;
      while (i < length && bytes[this.#at + i] === known.charCodeAt(i)) i++;
      if (i === length) {
        this.#at += length;
        return known;
      }
    }
    this.#at = start;
    const text = this.boundedText(most);
    // Compared with bytes, so it must be ASCII.
    if (text?.length === length) before.text = text;
    return text;
  }

  /** Enters a message that is a field; returns what `leave` needs. */
  enter(): number {
    const start = this.#enterBytes();
    const outer = this.#end;
    this.#end = this.#at;
    this.#at = start;
    return outer;
  }

  /** Goes on after a message that is a field. */
  leave(outer: number): void {
    this.#at = this.#end;
    this.#end = outer;
  }

  /** Skips a field that this version does not know. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.#skipNumber();
        break;
      case 1:
        this.#pass(8);
        break;
      case 2:
        this.#enterBytes();
        break;
      case 5:
        this.#pass(4);
        break;
      default:
        throw new MalformedFrame(`a field has the wire type ${tag & 7}`);
    }
  }

  /** Skips a number that may be larger than {@link number} reads, such as a negative one. */
  #skipNumber(): void {
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      if (this.#at >= this.#end) throw new MalformedFrame('a number is cut off');
      if (this.#bytes[this.#at++]! < 128) return;
    }
    throw new MalformedFrame('a number is too large');
  }

  /** Passes a field with a length; returns where its content begins. */
  #enterBytes(): number {
    const length = this.number();
    const start = this.#at;
    this.#pass(length);
    return start;
  }

  #pass(length: number): void {
    if (length > this.#end - this.#at) throw new MalformedFrame('a field is longer than its frame');
    this.#at += length;
  }
}
