import { z } from 'zod';
import type { ContractError, ContractErrorClass } from '../errors/contract-error.js';
import { errorDefinitionOf } from '../errors/contract-error.js';
import {
  copyOptions,
  definitionOf,
  idempotencyKeyOf,
  type MessageClass,
  type MessageDefinition,
} from '../messages/definition.js';
import { ownAnswer, ownCopy, separateAnswer } from '../messages/own-copy.js';
import { compiledSchema } from './compiled-schema.js';
import { defOf } from './schema.js';
import { unfaithfulPart } from './unfaithful.js';
import { wireFormOf, type JsonValue } from './wire-form.js';

/** Returns the JSON form of a message's content. Options such as the idempotency key travel beside it. */
export function encodeMessage(message: object): JsonValue {
  return wireFormOf(known(message).input).encode({ ...message });
}

/**
 * Rebuilds a message from its JSON form.
 * @throws InvalidMessageError if the JSON does not fit the schema
 */
export function decodeMessage<M extends object>(type: MessageClass<M>, json: JsonValue, idempotencyKey?: string): M {
  const input = wireFormOf(known(type).input).decode(json);
  return new type(input as never, idempotencyKey === undefined ? undefined : { idempotencyKey });
}

/**
 * Returns the message for its handler, so that changes by the handler do not reach the sender. A deeply frozen message
 * is returned as it is; dates, bytes and values made by a codec cannot be frozen and are copied.
 */
export function ownMessage<M extends object>(message: M): M {
  const { input } = known(message);
  const { mutable } = wireFormOf(input);
  if (mutable === 'nothing') return message;
  const type = message.constructor as MessageClass<M>;
  if (mutable === 'codec') return decodeMessage(type, encodeMessage(message), idempotencyKeyOf(message));
  const copy = Object.create(Object.getPrototypeOf(message) as object) as Record<string, unknown>;
  for (const [field, value] of Object.entries(message)) copy[field] = ownCopy(value);
  copyOptions(message, copy);
  return Object.freeze(copy) as M;
}

/**
 * Validates the answer of a handler and returns a copy for the caller: plain data that the callee does not share,
 * without fields that the contract does not declare. Returns `undefined` if the contract has no answer.
 *
 * @throws z.ZodError if the answer does not fit the contract, or holds text or dates that not every transport can carry
 */
export function ownOutput(type: MessageClass, output: unknown): unknown {
  const { output: schema } = known(type);
  if (defOf(schema).type === 'void') return undefined;
  const form = wireFormOf(schema);
  // Zod cannot parse the in-memory side of a codec: encoding and decoding validates it, and makes a new instance.
  const parsed = compiledSchema(schema).parse(form.mutable === 'codec' ? form.decode(form.encode(output)) : output);
  const part = unfaithfulPart(parsed);
  if (part) throw new z.ZodError([{ code: 'custom', ...part, input: undefined }]);
  if (form.sharesDefaults) return separateAnswer(parsed);
  return form.mutable === 'leaves' ? ownAnswer(parsed) : parsed;
}

/** Returns the JSON form of a command's or query's answer, which {@link ownOutput} has validated. */
export function encodeOutput(type: MessageClass, output: unknown): JsonValue {
  const { output: schema } = known(type);
  return wireFormOf(schema).encode(output);
}

/** Rebuilds and validates an answer from its JSON form. @throws z.ZodError */
export function decodeOutput(type: MessageClass, json: JsonValue): unknown {
  const { output: schema } = known(type);
  const form = wireFormOf(schema);
  const parsed = compiledSchema(schema).parse(form.decode(json)) as z.output<typeof schema>;
  return form.sharesDefaults ? separateAnswer(parsed) : parsed;
}

/** Returns the JSON form of a contract error. */
export function encodeError(error: ContractError): { code: string; data: JsonValue } {
  const definition = errorDefinitionOf(error)!;
  return { code: definition.code, data: wireFormOf(definition.data).encode(error.data) };
}

/** Rebuilds a contract error that a message declares; `undefined` if it declares no error with that code. */
export function decodeError(type: MessageClass, code: string, data: JsonValue): ContractError | undefined {
  const error = known(type).errors.find((candidate: ContractErrorClass) => errorDefinitionOf(candidate)?.code === code);
  return error && new error(wireFormOf(errorDefinitionOf(error)!.data).decode(data) as never);
}

function known(message: object): MessageDefinition {
  const definition = definitionOf(message);
  if (!definition) throw new TypeError('not a contract message; make its class with command(), query() or event()');
  return definition;
}
