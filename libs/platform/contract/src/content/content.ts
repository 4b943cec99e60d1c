import { brand } from '../errors/brand.js';
import type { ContractError, ContractErrorClass } from '../errors/contract-error.js';
import type { MessageClass } from '../messages/definition.js';
import type { JsonValue } from '../wire/wire-form.js';

/**
 * The valid value that content was made from: a message, the answer to one, or a contract error. It is never changed, so
 * it can be encoded at any time.
 */
export type ContentSource = (
  | { readonly part: 'message'; readonly message: object }
  | { readonly part: 'answer'; readonly type: MessageClass; readonly answer: unknown }
  | { readonly part: 'error'; readonly error: ContractError }
) & {
  /** Returns the JSON text. */
  readonly stringify: () => string;
};

/** Decodes content that arrived in another form than JSON. The methods validate, and throw like `decodeMessage` and others. */
export interface ContentReader {
  message<M extends object>(type: MessageClass<M>, idempotencyKey: string | undefined): M;
  answer(type: MessageClass): unknown;
  error(type: ContractErrorClass): ContractError;
}

/**
 * What a call, an answer or a contract error carries. A transport asks for the form that it sends; each form is made
 * once, when it is first asked for. Received bytes become content in the form in which they arrived, and are decoded
 * straight into the message, answer or error.
 *
 * @example
 * socket.send(request.content.json); // the caller's transport
 * const request = { ...envelope, content: Content.ofText(text) }; // the callee's
 */
export class Content {
  static {
    brand(this as never, 'contract.Content');
  }
  /** The value that the content was made from; `undefined` for received content and for the runtime's own messages. */
  readonly source: ContentSource | undefined;
  /** Set for received content that is not JSON. */
  readonly reader: ContentReader | undefined;
  #json: string | undefined;
  #value: JsonValue | undefined;

  private constructor(
    json: string | undefined,
    value: JsonValue | undefined,
    source?: ContentSource,
    reader?: ContentReader,
  ) {
    this.#json = json;
    this.#value = value;
    this.source = source;
    this.reader = reader;
  }

  /** Returns the content of a valid message, answer or error. */
  static from(source: ContentSource): Content {
    return new Content(undefined, undefined, source);
  }

  /** Returns content from a JSON value, which must not be changed afterwards. */
  static ofJson(value: JsonValue): Content {
    return new Content(undefined, value);
  }

  /** Returns content from JSON text, which is parsed when it is read. */
  static ofText(json: string): Content {
    return new Content(json, undefined);
  }

  /** Returns content that arrived in another form than JSON. */
  static readBy(reader: ContentReader): Content {
    return new Content(undefined, undefined, undefined, reader);
  }

  /** The content as JSON text. @throws TypeError for content that arrived in another form */
  get json(): string {
    if (this.#json !== undefined) return this.#json;
    const { source } = this;
    if (source) return (this.#json = source.stringify());
    if (this.reader) throw new TypeError('the content did not arrive as JSON');
    return (this.#json = JSON.stringify(this.#value));
  }

  /**
   * The content as a JSON value; do not change it.
   * @throws SyntaxError for received text that is not JSON
   * @throws TypeError for content that arrived in another form
   */
  get value(): JsonValue {
    if (this.#value === undefined) this.#value = JSON.parse(this.json) as JsonValue;
    return this.#value;
  }
}
