import type { z } from 'zod';
import { DefinitionError } from '../errors/definition.error.js';
import { InvalidMessageError } from '../errors/invalid-message.error.js';
import { compiledSchema } from '../wire/compiled-schema.js';
import { unfaithfulPart } from '../wire/unfaithful.js';
import { attachOptions, define, type MessageDefinition, type MessageOptions } from './definition.js';
import { ownCopy } from './own-copy.js';
import { parsedFields } from './parsed.js';

const MAX_KEY_LENGTH = 200;

/** Returns the base class of a message: its instances validate their input, own a copy of it and are deeply frozen. */
export function messageBase(definition: MessageDefinition): new (input: unknown, options?: MessageOptions) => object {
  const { input: schema, name, kind } = definition;
  const fields = fieldsOf(name, schema);
  /** Compiled for the first message: a program declares many messages that it never makes. */
  let compiled: z.ZodObject | undefined;
  class Message {
    constructor(input: unknown, options?: MessageOptions) {
      const decoded = parsedFields(input);
      const data = decoded ?? validated(input, new.target);
      for (const field of fields)
        (this as Record<string, unknown>)[field] = decoded ? data[field] : ownCopy(data[field]);
      const key = options?.idempotencyKey ?? undefined;
      if (key !== undefined) {
        checkIdempotencyKey(name, kind, key);
        attachOptions(this, { idempotencyKey: key });
      }
      Object.freeze(this);
    }
  }
  const validated = (input: unknown, madeBy: new (...args: never[]) => unknown): Readonly<Record<string, unknown>> => {
    const { success, data, error } = (compiled ??= compiledSchema(schema)).safeParse(input);
    if (!success) throw InvalidMessageError.from(name, error, input, madeBy);
    const part = unfaithfulPart(data);
    if (part !== undefined) throw InvalidMessageError.unfaithful(name, part, data, madeBy);
    return data;
  };
  define(Message, definition);
  return Message;
}

/** Fields that would shadow properties of every object and make the message unidentifiable. */
const RESERVED = ['constructor', '__proto__'];

function fieldsOf(name: string, schema: z.ZodObject): string[] {
  const fields = Object.keys(schema.shape);
  const reserved = fields.find((field) => RESERVED.includes(field));
  if (reserved !== undefined)
    throw new DefinitionError(`${name} has a field named '${reserved}'.`, 'Choose another name.');
  const { catchall } = schema._zod.def;
  if (catchall !== undefined && catchall._zod.def.type !== 'never')
    throw new DefinitionError(
      `${name} takes fields of any name.`,
      'Put them into a field of their own, a z.record(…).',
    );
  return fields;
}

function checkIdempotencyKey(name: string, kind: string, key: unknown): void {
  if (kind !== 'command')
    throw new DefinitionError(`${name} is a ${kind}; only commands take an idempotency key.`, 'Leave the key out.');
  const reason =
    typeof key !== 'string'
      ? `must be text, is ${typeof key}`
      : key.length === 0 || key.length > MAX_KEY_LENGTH
        ? `must have 1 to ${MAX_KEY_LENGTH} characters, has ${key.length}`
        : unfaithfulPart(key) !== undefined
          ? 'holds a NUL character or half of a surrogate pair'
          : undefined;
  if (reason) throw new InvalidMessageError(name, [{ path: ['idempotencyKey'], message: `idempotency key ${reason}` }]);
}

/** Input type of a message's constructor. */
export type InputOf<S extends z.ZodObject> = z.input<S>;
