import type { z } from 'zod';
import type { ContractError, ContractErrorClass } from '../errors/contract-error.js';
import { errorDefinitionOf } from '../errors/contract-error.js';
import { definitionOf, type MessageClass, type MessageDefinition } from '../messages/definition.js';
import { wireFormOf, type JsonValue } from './wire-form.js';

/** The JSON form of a message's content. Options such as the idempotency key travel beside it. */
export function encodeMessage(message: object): JsonValue {
  return wireFormOf(known(message).input).encode({ ...message });
}

/**
 * Rebuilds a message from its JSON form.
 * @throws InvalidMessageError when the JSON does not fit the schema
 */
export function decodeMessage<M extends object>(type: MessageClass<M>, json: JsonValue, idempotencyKey?: string): M {
  const input = wireFormOf(known(type).input).decode(json);
  return new type(input as never, idempotencyKey === undefined ? undefined : { idempotencyKey });
}

/** The JSON form of a command's or query's answer; {@link decodeOutput} validates it. */
export function encodeOutput(type: MessageClass, output: unknown): JsonValue {
  const { output: schema } = known(type);
  return wireFormOf(schema).encode(output);
}

/** Rebuilds and validates an answer from its JSON form. */
export function decodeOutput(type: MessageClass, json: JsonValue): unknown {
  const { output: schema } = known(type);
  return schema.parse(wireFormOf(schema).decode(json)) as z.output<typeof schema>;
}

/** The JSON form of a contract error. */
export function encodeError(error: ContractError): { code: string; data: JsonValue } {
  const definition = errorDefinitionOf(error)!;
  return { code: definition.code, data: wireFormOf(definition.data).encode(error.data) };
}

/** Rebuilds a contract error that a message declares; `undefined` if it declares none with that code. */
export function decodeError(type: MessageClass, code: string, data: JsonValue): ContractError | undefined {
  const error = known(type).errors.find((candidate: ContractErrorClass) => errorDefinitionOf(candidate)?.code === code);
  return error && new error(wireFormOf(errorDefinitionOf(error)!.data).decode(data) as never);
}

function known(message: object): MessageDefinition {
  const definition = definitionOf(message);
  if (!definition) throw new TypeError('not a contract message; make its class with command(), query() or event()');
  return definition;
}
