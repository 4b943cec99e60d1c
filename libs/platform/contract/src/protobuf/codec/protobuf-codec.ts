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
import type { MessageForm } from '../form/form.js';
import { formOf } from '../form/form-of.js';
import { Malformed } from '../raw/malformed.js';
import { RawInput } from '../raw/raw-input.js';
import { RawReader } from '../raw/raw-reader.js';
import { encoderOf, type Write } from './encoder.js';

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
   * Returns the bytes of a valid value.
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

/** One for all codecs: encoding does not call code of contracts in between. */
const writer = new Writer();

class CompiledCodec implements ProtobufCodec {
  #form: MessageForm | undefined;
  #write: Write | undefined;
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
    const write = (this.#write ??= encoderOf(this.form));
    writer.reset();
    try {
      write(writer, input as never);
      return writer.take();
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
    if (this.#fast === undefined) this.#fast = this.#generate();
    if (this.#fast === null) return this.#decodeSlowly(bytes, zero, Infinity);
    const reader = new Reader(bytes, zero);
    let value: unknown = INVALID;
    try {
      value = this.#fast(reader, bytes.length);
    } catch (error) {
      // JSON inside a text can be nested deeper than the stack.
      if (!(error instanceof Malformed || error instanceof RangeError)) throw error;
    }
    return value === INVALID ? this.#decodeSlowly(bytes, zero, reader.pos) : value;
  }

  decodeInput(bytes: Uint8Array, { absent }: DecodeOptions = {}): unknown {
    return this.#input(bytes, absent === 'zero', Infinity);
  }

  private get form(): MessageForm {
    return (this.#form ??= formOf(this.slot).form);
  }

  #generate(): FastDecode | null {
    try {
      return generateDecoder(this.schema, this.form, this.frozen);
    } catch (error) {
      if (error instanceof EvalError) return null;
      throw error;
    }
  }

  /**
   * Decodes without generated code: to find the issues of invalid content, or to read a message that was sent in parts.
   *
   * @param failedAt position in bytes at which generated code stopped. Content before it is valid, so only the first item
   *   after it is reported: a list of a million wrong items does not become a million issues.
   */
  #decodeSlowly(bytes: Uint8Array, zero: boolean, failedAt: number): unknown {
    const first = this.#validate(this.#input(bytes, zero, failedAt));
    if (!first.success) throw first.error;
    if (failedAt >= bytes.length) return this.#own(first.data);
    const whole = this.#validate(this.#input(bytes, zero, Infinity));
    if (!whole.success) throw whole.error;
    return this.#own(whole.data);
  }

  #input(bytes: Uint8Array, zero: boolean, dropAfter: number): unknown {
    if (this.schema._zod.def.type === 'void') {
      this.#parts(bytes, zero, dropAfter);
      return undefined;
    }
    return new RawInput(zero).message(this.form, this.#parts(bytes, zero, dropAfter));
  }

  #parts(bytes: Uint8Array, zero: boolean, dropAfter: number): ReturnType<RawReader['message']> {
    try {
      return new RawReader(new Reader(bytes, zero), dropAfter).message(this.form, bytes.length);
    } catch (error) {
      if (error instanceof Malformed) throw issue(`the content is not protobuf of this contract: it ${error.message}`);
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

const issue = (message: string): z.ZodError =>
  new z.ZodError([{ code: 'custom', path: [], message, input: undefined }]);
