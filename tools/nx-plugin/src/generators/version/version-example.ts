import { definitionOf, encodeMessage, ownOutput, type MessageClass } from '@multilith/contract';
import { exampleOf } from '@multilith/contract-tools';
import type { z } from 'zod';
import { GeneratorError } from '../generator-error.js';
import type { DeclaredMessage } from './declared-message.js';
import type { ReleasedContract } from './released-contract.js';

/** A message of a released version. */
export interface ReleasedExample {
  /** Its JSON, as it is stored or sent. */
  readonly json: object;
  /** Input of the class. */
  readonly input: Readonly<Record<string, unknown>>;
  /** An answer to a request; `undefined` if the request has no answer. */
  readonly answer: unknown;
  /** Whether a codec decodes parts of the message, so that the message cannot be the input of its own class. */
  readonly hasCodec: boolean;
}

/**
 * Makes a message of a released version, with all fields for which a value can be found.
 *
 * @throws GeneratorError GENERATOR_NO_EXAMPLE, GENERATOR_LAYOUT
 */
export function exampleFor({ messages }: ReleasedContract, { name, path }: DeclaredMessage): ReleasedExample {
  const type = messages.get(name);
  if (!type)
    throw new GeneratorError(
      'GENERATOR_LAYOUT',
      `${path} declares ${name}, but the contract does not list it.`,
      'Add it to the list of contract(…), or give the revision in which it is there: --base=<revision>.',
    );
  const { input: schema, output } = definitionOf(type)!;
  const input = exampleOf(schema, { fields: 'all' }) as ReleasedExample['input'] | undefined;
  const message = input && made(type, input);
  if (!message)
    throw new GeneratorError(
      'GENERATOR_NO_EXAMPLE',
      `No content could be found that ${name} takes, and the spec needs one.`,
      `Give the fields that are hard to guess an example in the contract: z.string().regex(…).meta({ examples: ['…'] })`,
    );
  // As text and back, which leaves out what is undefined.
  const json = JSON.parse(JSON.stringify(encodeMessage(message))) as object;
  return { json, input, answer: answerOf(type, output), hasCodec: isCodecIn(schema) };
}

function made(type: MessageClass, input: object): object | undefined {
  try {
    return new type(input as never);
  } catch {
    return undefined;
  }
}

function answerOf(type: MessageClass, output: z.ZodType): unknown {
  if (output._zod.def.type === 'void' || isCodecIn(output)) return undefined;
  const answer = exampleOf(output, { fields: 'all' });
  return answer === undefined ? undefined : ownOutput(type, answer);
}

/** The parts of a Zod definition that lead to other schemas. */
interface Parts {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly getter?: () => z.ZodType;
  readonly reverseTransform?: unknown;
  readonly [part: string]: unknown;
}

function isCodecIn(schema: z.ZodType, seen = new Set<z.ZodType>()): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  const def = schema._zod.def as unknown as Parts;
  if (def.reverseTransform !== undefined) return true;
  const inner = ['element', 'innerType', 'in', 'out', 'keyType', 'valueType', 'rest', 'left', 'right']
    .map((part) => def[part])
    .concat(Object.values(def.shape ?? {}), def.options ?? [], def.items ?? [], def.getter?.() ?? []);
  return inner.some((each) => isSchema(each) && isCodecIn(each, seen));
}

const isSchema = (value: unknown): value is z.ZodType => typeof value === 'object' && value !== null && '_zod' in value;
