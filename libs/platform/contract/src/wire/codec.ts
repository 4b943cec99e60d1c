import { z } from 'zod';
import { Content } from '../content/content.js';
import type { ContractError } from '../errors/contract-error.js';
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

/** Returns the content of a message for a transport. Options such as the idempotency key travel beside it. */
export function contentOf(message: object): Content {
  const form = wireFormOf(known(message).input);
  return Content.from({ part: 'message', message, stringify: () => form.stringify({ ...message }) });
}

/**
 * Rebuilds a message from its content.
 *
 * @param content a JSON value, or the content that a transport has received
 * @throws InvalidMessageError if the content does not fit the schema
 */
export function decodeMessage<M extends object>(
  type: MessageClass<M>,
  content: Content | JsonValue,
  idempotencyKey?: string,
): M {
  if (isContent(content) && content.reader) return content.reader.message(type, idempotencyKey);
  const input = wireFormOf(known(type).input).decode(jsonOf(content));
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
  return wireFormOf(known(type).output).encode(output);
}

/** Returns the content of an answer, which {@link ownOutput} has validated, for a transport. Do not change the answer. */
export function answerContent(type: MessageClass, answer: unknown): Content {
  const form = wireFormOf(known(type).output);
  return Content.from({ part: 'answer', type, answer, stringify: () => form.stringify(answer) });
}

/**
 * Rebuilds and validates an answer from its content.
 *
 * @param content a JSON value, or the content that a transport has received
 * @throws z.ZodError if the content does not fit the schema
 */
export function decodeOutput(type: MessageClass, content: Content | JsonValue): unknown {
  if (isContent(content) && content.reader) return content.reader.answer(type);
  const { output: schema } = known(type);
  const form = wireFormOf(schema);
  const parsed = compiledSchema(schema).parse(form.decode(jsonOf(content))) as z.output<typeof schema>;
  return form.sharesDefaults ? separateAnswer(parsed) : parsed;
}

/** Returns the JSON form of a contract error. */
export function encodeError(error: ContractError): { code: string; data: JsonValue } {
  const definition = errorDefinitionOf(error)!;
  return { code: definition.code, data: wireFormOf(definition.data).encode(error.data) };
}

/** Returns the code and the content of a contract error for a transport. */
export function errorContent(error: ContractError): { code: string; data: Content } {
  const { code, data: schema } = errorDefinitionOf(error)!;
  const form = wireFormOf(schema);
  return { code, data: Content.from({ part: 'error', error, stringify: () => form.stringify(error.data) }) };
}

/**
 * Rebuilds a contract error that a message declares; `undefined` if it declares no error with that code.
 *
 * @param data a JSON value, or the content that a transport has received
 * @throws InvalidMessageError if the data does not fit the schema
 */
export function decodeError(type: MessageClass, code: string, data: Content | JsonValue): ContractError | undefined {
  const error = known(type).errors.find((candidate) => errorDefinitionOf(candidate)?.code === code);
  if (error && isContent(data) && data.reader) return data.reader.error(error);
  return error && new error(wireFormOf(errorDefinitionOf(error)!.data).decode(jsonOf(data)) as never);
}

const isContent = (content: Content | JsonValue): content is Content => content instanceof Content;
const jsonOf = (content: Content | JsonValue): JsonValue => (isContent(content) ? content.value : content);

function known(message: object): MessageDefinition {
  const definition = definitionOf(message);
  if (!definition) throw new TypeError('not a contract message; make its class with command(), query() or event()');
  return definition;
}
