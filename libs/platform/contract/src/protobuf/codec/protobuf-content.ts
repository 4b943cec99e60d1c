import { Content, type ContentSource } from '../../content/content.js';
import { errorDefinitionOf } from '../../errors/contract-error.js';
import { definitionOf } from '../../messages/definition.js';
import type { DecodeOptions } from './protobuf-codec.js';
import {
  decodeErrorProtobuf,
  decodeMessageProtobuf,
  decodeOutputProtobuf,
  encodeErrorProtobuf,
  encodeMessageProtobuf,
  encodeOutputProtobuf,
} from './message-codec.js';

const encoded = new WeakMap<Content, Uint8Array>();

/**
 * Returns the protobuf form of content, encoded once. `undefined` if the content has only a JSON form: the runtime's own
 * messages, and messages whose contract has no lock. A transport sends the JSON form of these.
 *
 * @example const frame = protobufOf(content) ?? Buffer.from(content.json);
 */
export function protobufOf(content: Content): Uint8Array | undefined {
  const { source } = content;
  if (!source || !hasLock(source)) return undefined;
  let bytes = encoded.get(content);
  if (!bytes) encoded.set(content, (bytes = encode(source)));
  return bytes;
}

/**
 * Returns the content of protobuf bytes that a transport has received. They are decoded and validated when the message,
 * answer or error is read.
 *
 * @param bytes must not be changed afterwards
 */
export function protobufContent(bytes: Uint8Array, options?: DecodeOptions): Content {
  return Content.readBy({
    message: (type, idempotencyKey) => decodeMessageProtobuf(type, bytes, idempotencyKey, options),
    answer: (type) => decodeOutputProtobuf(type, bytes, options),
    error: (type) => decodeErrorProtobuf(type, bytes, options),
  });
}

const hasLock = (source: ContentSource): boolean =>
  (source.part === 'error' ? errorDefinitionOf(source.error) : definitionOf(classOf(source)))?.locked.entry !==
  undefined;

const classOf = (source: Exclude<ContentSource, { part: 'error' }>): object =>
  source.part === 'answer' ? source.type : source.message;

function encode(source: ContentSource): Uint8Array {
  switch (source.part) {
    case 'message':
      return encodeMessageProtobuf(source.message);
    case 'answer':
      return encodeOutputProtobuf(source.type, source.answer);
    case 'error':
      return encodeErrorProtobuf(source.error);
  }
}
