import { Content } from '../../content/content.js';
import type { ContractErrorClass } from '../../errors/contract-error.js';
import type { MessageClass } from '../../messages/definition.js';
import {
  decodeErrorProtobuf,
  decodeMessageProtobuf,
  decodeOutputProtobuf,
  encodeContent,
  encodeOutputProtobuf,
  encodeErrorData,
} from './message-codec.js';
import type { DecodeOptions } from './protobuf-codec.js';

const encoded = new WeakMap<Content, Uint8Array>();

/**
 * Returns the protobuf form of what a call, an answer or an error carries, made once. `undefined` for content that was not
 * made from a message, answer or error, such as that of the runtime's own messages; a transport sends its JSON.
 *
 * @example const bytes = protobufOf(request.content);
 * @throws DefinitionError if the contract has no lock with the message
 */
export function protobufOf(content: Content): Uint8Array | undefined {
  const { source } = content;
  if (!source) return undefined;
  let bytes = encoded.get(content);
  if (!bytes) encoded.set(content, (bytes = encode(source)));
  return bytes;
}

/**
 * Returns content from its protobuf form, which is decoded straight into the message, answer or error.
 *
 * @param bytes must not be changed afterwards
 * @example const request = { ...envelope, content: protobufContent(frame.content) };
 */
export const protobufContent = (bytes: Uint8Array, options?: DecodeOptions): Content =>
  Content.readBy({
    message: (type, idempotencyKey) => decodeMessageProtobuf(type, bytes, idempotencyKey, options),
    answer: (type) => decodeOutputProtobuf(type, bytes, options),
    error: (type) => decodeErrorProtobuf(type, bytes, options),
  });

function encode({ part, type, value }: NonNullable<Content['source']>): Uint8Array {
  switch (part) {
    case 'message':
      return encodeContent(type as MessageClass, value);
    case 'answer':
      return encodeOutputProtobuf(type as MessageClass, value);
    case 'error':
      return encodeErrorData(type as ContractErrorClass, value);
  }
}
