import {
  encodeMessage,
  encodeOutput,
  errorDefinitionOf,
  definitionOf,
  type ContractErrorClass,
  type MessageClass,
} from '@multilith/contract';
import type { Shape } from '@multilith/contract/lock';
import { exampleOf } from '../../examples/example-of.js';

/**
 * The JSON form of an example of a message, with its optional fields; `undefined` if none was found.
 *
 * @param shape of the content; a default that is computed would change the example at every run
 */
export function messageExample(type: MessageClass, shape: Shape): string | undefined {
  const { input } = definitionOf(type)!;
  const example = exampleOf(input, { fields: 'all' }) as Record<string, unknown> | undefined;
  if (!example || hasComputedDefault(shape, example)) return undefined;
  return attempt(() => encodeMessage(new type(example as never)));
}

/** The JSON form of an example of an answer; `undefined` if none was found. */
export function answerExample(type: MessageClass, shape: Shape): string | undefined {
  const { output } = definitionOf(type)!;
  const example = exampleOf(output, { fields: 'all' });
  if (example === undefined || hasComputedDefault(shape, example)) return undefined;
  return attempt(() => encodeOutput(type, output.parse(example)));
}

/** An example of the message of an error; `undefined` if none was found. */
export function errorMessageExample(type: ContractErrorClass): string | undefined {
  const example = exampleOf(errorDefinitionOf(type)!.data, { fields: 'all' });
  if (example === undefined) return undefined;
  try {
    return new type(example as never).message;
  } catch {
    return undefined;
  }
}

/** The first field that an event's key is made of; `undefined` if it reads none. */
export function keyField(type: MessageClass): string | undefined {
  const { key, input } = definitionOf(type)!;
  const example = exampleOf(input) as object | undefined;
  if (!key || !example) return undefined;
  const read: string[] = [];
  const watched = new Proxy(example, {
    get(target, field) {
      if (typeof field === 'string' && Object.hasOwn(target, field)) read.push(field);
      return Reflect.get(target, field) as unknown;
    },
  });
  attempt(() => key(watched as never));
  return read[0];
}

const attempt = (make: () => unknown): string | undefined => {
  try {
    return JSON.stringify(make(), undefined, 2);
  } catch {
    return undefined;
  }
};

function hasComputedDefault(shape: Shape, example: unknown): boolean {
  if (shape.type !== 'object' || typeof example !== 'object' || example === null) return false;
  return Object.entries(shape.fields).some(
    ([name, field]) =>
      (field.default === '$dynamic' && !Object.hasOwn(example, name)) ||
      hasComputedDefault(field.shape, (example as Record<string, unknown>)[name]),
  );
}
