import { z } from 'zod';
import { DefinitionError } from '../../errors/definition.error.js';
import { errorDefinitionOf, type ContractError, type ContractErrorClass } from '../../errors/contract-error.js';
import { InvalidMessageError } from '../../errors/invalid-message.error.js';
import { definitionOf, type MessageClass, type MessageDefinition } from '../../messages/definition.js';
import { parsed } from '../../messages/parsed.js';
import type { Slot } from '../../shape/shape.js';
import { protobufCodecOf, type DecodeOptions, type ProtobufCodec } from './protobuf-codec.js';

/**
 * Returns the protobuf form of a message, as its `.proto` file describes it. Options such as the idempotency key travel
 * beside it.
 *
 * @example socket.send(encodeMessageProtobuf(new PlaceOrder({ customerId, lines })));
 * @throws DefinitionError if the contract has no lock with the message
 */
export function encodeMessageProtobuf(message: object): Uint8Array {
  return inputCodec(known(message)).encode(message);
}

/**
 * Rebuilds and validates a message from its protobuf form.
 *
 * @throws InvalidMessageError if the bytes are not protobuf or do not fit the schema
 * @throws DefinitionError if the contract has no lock with the message
 */
export function decodeMessageProtobuf<M extends object>(
  type: MessageClass<M>,
  bytes: Uint8Array,
  idempotencyKey?: string,
  options?: DecodeOptions,
): M {
  const definition = known(type);
  const codec = inputCodec(definition);
  const fields = inMessage(definition.name, () => codec.decode(bytes, options));
  const input = parsed(fields as Record<string, unknown>);
  return new type(input as never, idempotencyKey === undefined ? undefined : { idempotencyKey });
}

/**
 * Returns the protobuf form of an answer, which `ownOutput` has validated.
 *
 * @throws DefinitionError if the contract has no lock with the message
 */
export function encodeOutputProtobuf(type: MessageClass, output: unknown): Uint8Array {
  return outputCodec(known(type)).encode(output);
}

/**
 * Rebuilds and validates an answer from its protobuf form.
 *
 * @throws z.ZodError if the bytes are not protobuf or do not fit the schema
 * @throws DefinitionError if the contract has no lock with the message
 */
export function decodeOutputProtobuf(type: MessageClass, bytes: Uint8Array, options?: DecodeOptions): unknown {
  return outputCodec(known(type)).decode(bytes, options);
}

/**
 * Returns the protobuf form of a contract error's data.
 *
 * @throws DefinitionError if its contract has no lock with the error
 */
export function encodeErrorProtobuf(error: ContractError): Uint8Array {
  return errorCodec(error).encode(error.data);
}

/**
 * Rebuilds a contract error from the protobuf form of its data.
 *
 * @throws InvalidMessageError if the bytes are not protobuf or do not fit the schema
 * @throws DefinitionError if its contract has no lock with the error
 */
export function decodeErrorProtobuf(
  type: ContractErrorClass,
  bytes: Uint8Array,
  options?: DecodeOptions,
): ContractError {
  const codec = errorCodec(type);
  const data = inMessage(errorDefinitionOf(type)!.code, () => codec.decodeInput(bytes, options));
  return new type(data as never);
}

const inputs = new WeakMap<MessageDefinition, ProtobufCodec>();
const outputs = new WeakMap<MessageDefinition, ProtobufCodec>();
const errors = new WeakMap<object, ProtobufCodec>();

function inputCodec(definition: MessageDefinition): ProtobufCodec {
  return cached(inputs, definition, () => {
    const { input: shape } = lockedEntry(definition.locked.entry, definition.name, definition.version);
    return protobufCodecOf(definition.input, { shape }, true);
  });
}

function outputCodec(definition: MessageDefinition): ProtobufCodec {
  return cached(outputs, definition, () => {
    const entry = lockedEntry(definition.locked.entry, definition.name, definition.version);
    const nothing: Slot = { shape: { type: 'void' } };
    return protobufCodecOf(definition.output, entry.output ?? nothing);
  });
}

function errorCodec(error: ContractError | ContractErrorClass): ProtobufCodec {
  const definition = errorDefinitionOf(error);
  if (!definition) throw new TypeError('not a contract error; make its class with contractError()');
  return cached(errors, definition, () => {
    const { data: shape } = lockedEntry(definition.locked.entry, definition.code);
    return protobufCodecOf(definition.data, { shape });
  });
}

function cached<Key extends object>(
  codecs: WeakMap<Key, ProtobufCodec>,
  key: Key,
  make: () => ProtobufCodec,
): ProtobufCodec {
  let codec = codecs.get(key);
  if (!codec) codecs.set(key, (codec = make()));
  return codec;
}

function lockedEntry<Entry>(entry: Entry | undefined, name: string, version?: number): Entry {
  if (entry) return entry;
  throw new DefinitionError(
    `The contract of ${name} has no lock that knows ${version === undefined ? 'it' : `its version ${version}`}, so it has no protobuf form.`,
    'Write the lock with nx run-many -t contract, and pass it to contract().',
  );
}

function inMessage(name: string, decode: () => unknown): unknown {
  try {
    return decode();
  } catch (error) {
    if (error instanceof z.ZodError) throw InvalidMessageError.from(name, error, undefined);
    throw error;
  }
}

function known(message: object): MessageDefinition {
  const definition = definitionOf(message);
  if (!definition) throw new TypeError('not a contract message; make its class with command(), query() or event()');
  return definition;
}
