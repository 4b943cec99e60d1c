import { z } from 'zod';
import { MultilithError } from '../../errors/multilith-error.js';
import { ownCopy, separateAnswer } from '../../messages/own-copy.js';
import type { Slot } from '../../shape/shape.js';
import { compiledSchema } from '../../wire/compiled-schema.js';
import { contains, wireFormOf } from '../../wire/wire-form.js';
import { NotEncodable } from '../bytes/not-encodable.js';
import { Reader } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { generateDecoder, type FastDecode } from '../decoder/decoder-builder.js';
import { INVALID } from '../decoder/run.js';
import type { Encode } from '../encoder/encode.js';
import { generateEncoder } from '../encoder/encoder-builder.js';
import { interpretedEncoder } from '../encoder/interpreted-encoder.js';
import type { MessageForm } from '../form/form.js';
import { formOf } from '../form/form-of.js';
import { Malformed } from '../raw/malformed.js';
import { RawInput } from '../raw/raw-input.js';
import { RawReader } from '../raw/raw-reader.js';

/** Options of decoding. */
export interface DecodeOptions {
  /**
   * Meaning of an absent required text, number, boolean or bytes: `missing`, so that the content is refused, or `zero`,
   * for clients that leave zeros out, as most libraries do. Default: `missing`.
   */
  readonly absent?: 'missing' | 'zero';
}

/** Encodes and decodes the values of one schema. */
export interface ProtobufCodec {
  /**
   * Returns the bytes of a valid value. On Node, they may share their `ArrayBuffer` with others, like a small `Buffer`.
   * @throws MultilithError `NOT_ENCODABLE` if a value in it has no protobuf form
   */
  encode(value: unknown): Uint8Array;
  /**
   * Reads and validates bytes. The result is that of parsing the JSON form of the same value.
   * @throws z.ZodError if the bytes are not protobuf or do not fit the schema
   */
  decode(bytes: Uint8Array, options?: DecodeOptions): unknown;
  /**
   * Reads bytes as input for the schema, without validating it.
   * @throws z.ZodError if the bytes are not protobuf
   */
  decodeInput(bytes: Uint8Array, options?: DecodeOptions): unknown;
}

/**
 * Returns the codec of a message, an answer or the data of an error. It is compiled when it is first used; where
 * `new Function` is forbidden, it works without and is slower.
 *
 * @param slot the shape of the schema, with the numbers of the lock
 * @param frozen whether decoded values are frozen like the content of a message. Default: like an answer, not.
 * @example protobufCodecOf(schema, { shape: lockedVersionOf(PlaceOrder)!.input }).decode(bytes)
 */
export const protobufCodecOf = (schema: z.ZodType, slot: Slot, frozen = false): ProtobufCodec =>
  new CompiledCodec(schema, slot, frozen);

/** Items behind the first wrong one are read again up to this size. */
const MAX_REREAD_BYTES = 4096;

/** One for all codecs: encoding does not call code of contracts in between. */
const writer = new Writer();

class CompiledCodec implements ProtobufCodec {
  #form: MessageForm | undefined;
  #write: Encode | undefined;
  /** `undefined` before the first use, `null` where code generation is forbidden. */
  #fast: FastDecode | null | undefined;
  /** Whether the schema has codecs, whose values Zod encodes first. */
  #hasCodec: boolean | undefined;

  constructor(
    readonly schema: z.ZodType,
    readonly slot: Slot,
    readonly frozen: boolean,
  ) {}

  encode(value: unknown): Uint8Array {
    this.#hasCodec ??= contains(this.schema, (_, type) => type === 'pipe');
    const input = this.#hasCodec ? z.encode(this.schema, value as never) : value;
    const write = (this.#write ??= generated(() => generateEncoder(this.form)) ?? interpretedEncoder(this.form));
    const start = writer.begin();
    try {
      return writer.take(write(writer, start, input as never));
    } catch (error) {
      const reason = error instanceof NotEncodable ? error.message : `it does not fit the contract (${String(error)})`;
      throw new MultilithError(
        'NOT_ENCODABLE',
        `A value has no protobuf form: ${reason}.`,
        'Validate it with its schema first; use dates of the years 1 to 9999 and well-formed text.',
        { cause: error },
      );
    }
  }

  decode(bytes: Uint8Array, { absent }: DecodeOptions = {}): unknown {
    const zero = absent === 'zero';
    if (this.#fast === undefined) this.#fast = generated(() => generateDecoder(this.schema, this.form, this.frozen));
    if (this.#fast === null) return this.#decodeSlowly(bytes, zero, Infinity);
    const reader = new Reader(bytes, zero);
    let value: unknown = INVALID;
    try {
      value = this.#fast(reader, bytes.length);
    } catch (error) {
      // JSON inside a text can be nested deeper than the stack.
      if (!(error instanceof Malformed || error instanceof RangeError)) throw error;
    }
    if (value !== INVALID) return value;
    if (reader.fault !== undefined) throw malformed(reader.fault);
    return this.#decodeSlowly(bytes, zero, reader.split ? Infinity : reader.pos);
  }

  decodeInput(bytes: Uint8Array, { absent }: DecodeOptions = {}): unknown {
    return this.#input(bytes, absent === 'zero', Infinity).input;
  }

  private get form(): MessageForm {
    return (this.#form ??= formOf(this.slot).form);
  }

  /**
   * Decodes without generated code: to find the issues of invalid content, or to read a message that was sent in parts.
   *
   * @param failedAt position in bytes at which generated code stopped. Content before it is valid, so only the first item
   *   after it is reported: a list of a million wrong items does not become a million issues.
   */
  #decodeSlowly(bytes: Uint8Array, zero: boolean, failedAt: number): unknown {
    const { input, droppedBytes } = this.#input(bytes, zero, failedAt);
    const first = this.#validate(input);
    // What was left out may be what the first items lack.
    const isFinal = droppedBytes === 0 || (!first.success && droppedBytes > MAX_REREAD_BYTES);
    const result = isFinal ? first : this.#validate(this.#input(bytes, zero, Infinity).input);
    if (!result.success) throw result.error;
    return this.#own(result.data);
  }

  #input(bytes: Uint8Array, zero: boolean, dropAfter: number): { input: unknown; droppedBytes: number } {
    const reader = new RawReader(new Reader(bytes, zero), dropAfter);
    try {
      const parts = reader.message(this.form, bytes.length);
      const isVoid = this.schema._zod.def.type === 'void';
      const input = isVoid ? undefined : new RawInput(zero).message(this.form, parts);
      return { input, droppedBytes: reader.droppedBytes };
    } catch (error) {
      if (error instanceof Malformed) throw malformed(error.message);
      throw error;
    }
  }

  #validate(input: unknown): z.ZodSafeParseResult<unknown> {
    try {
      return compiledSchema(this.schema).safeParse(input);
    } catch (error) {
      if (error instanceof RangeError) throw issue('the content has too many values inside each other');
      throw error;
    }
  }

  #own(data: unknown): unknown {
    if (!this.frozen) return wireFormOf(this.schema).sharesDefaults ? separateAnswer(data) : data;
    for (const [key, value] of Object.entries(data as object)) (data as Record<string, unknown>)[key] = ownCopy(value);
    return data;
  }
}

/** Returns generated code; `null` where code generation is forbidden. */
function generated<T>(generate: () => T): T | null {
  try {
    return generate();
  } catch (error) {
    if (error instanceof EvalError) return null;
    throw error;
  }
}

const malformed = (fault: string): z.ZodError => issue(`the content is not protobuf of this contract: it ${fault}`);

const issue = (message: string): z.ZodError =>
  new z.ZodError([{ code: 'custom', path: [], message, input: undefined }]);
