import type { z } from 'zod';
import { isBytes } from './bytes.js';
import { defOf, PLAIN, TRANSPARENT, type SchemaDef } from './schema.js';
import { isWireIdentity } from './wire-form.js';

/** A part of a schema whose values would not survive serialization. */
export interface WireFault {
  readonly path: readonly string[];
  readonly reason: string;
  readonly remedy: string;
}

const REFUSED: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  function: ['is a function, which no wire can carry', 'Send data; let the callee own the behaviour.'],
  symbol: ['is a symbol, which no wire can carry', 'Use a string or z.enum([…]).'],
  promise: ['is a promise, which no wire can carry', 'Await it and send the value.'],
  file: ['is a file, which no wire can carry', 'Use bytes() from @multilith/contract.'],
  map: ['is a Map', 'Use z.record(…) or an array of pairs.'],
  set: ['is a Set', 'Use z.array(…).'],
  nan: ['is NaN, which JSON turns into null', 'Use z.number().nullable().'],
  undefined: ['is undefined, which JSON drops', 'Use .optional() on a field, or z.void() for an empty answer.'],
  any: ['accepts anything, so its wire form is unknown', 'Describe it, or use z.json() for arbitrary JSON.'],
  unknown: ['accepts anything, so its wire form is unknown', 'Describe it, or use z.json() for arbitrary JSON.'],
  never: ['accepts nothing', 'Leave it out.'],
  transform: ['is a transform without an inverse', 'Use z.codec(…), which has both directions.'],
  catch: ['replaces what it cannot read, so the sender is never told', 'Use .default(…) or .optional().'],
  custom: [
    'is a class instance or custom type, which only this process knows',
    'Use plain data, or bytes() for Uint8Array.',
  ],
  intersection: ['is an intersection, which hides which side owns a field', 'Use .extend(…) on one object.'],
  success: ['turns a failure into a value', 'Describe the value itself.'],
};

/** Returns every part of a schema that has no lossless JSON form, with the reason. */
export function findWireFaults(schema: z.ZodType): WireFault[] {
  const faults: WireFault[] = [];
  if (mayBeUndefined(schema)) faults.push({ path: [], reason: UNDEFINED_VALUE, remedy: 'Use .nullable().' });
  visit(schema, [], new Set(), faults);
  return faults;
}

function visit(schema: z.ZodType, path: readonly string[], seen: Set<z.ZodType>, faults: WireFault[]): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const def = defOf(schema);
  const into = (next: z.ZodType, ...steps: string[]): void => visit(next, [...path, ...steps], seen, faults);
  const refuse = (reason: string, remedy: string): void => void faults.push({ path, reason, remedy });

  if (def.coerce) return refuse('coerces, so its input has no fixed form', 'Use the schema without coerce.');
  if (isBytes(schema) || PLAIN.has(def.type) || def.type === 'date' || def.type === 'bigint') return;
  if (def.type === 'void') return path.length > 0 ? refuse('is void inside a value', 'Use .optional().') : undefined;
  if (TRANSPARENT.has(def.type)) return into(def.innerType!);
  switch (def.type) {
    case 'literal':
      return def.values!.some((value) => !isJsonScalar(value))
        ? refuse('is a literal that JSON cannot carry', 'Use a string, number, boolean or null.')
        : undefined;
    case 'array':
      return mayBeUndefined(def.element!) ? refuse(UNDEFINED_ELEMENT, 'Use .nullable().') : into(def.element!, '[]');
    case 'tuple':
      if ([...def.items!, def.rest].some((item) => item && mayBeUndefined(item)))
        return refuse(UNDEFINED_ELEMENT, 'Use .nullable().');
      def.items!.forEach((item, i) => into(item, String(i)));
      return def.rest ? into(def.rest, '[]') : undefined;
    case 'object':
      for (const [field, inner] of Object.entries(def.shape!)) into(inner, field);
      return def.catchall && defOf(def.catchall).type !== 'never' ? into(def.catchall, '*') : undefined;
    case 'record':
      return visitRecord(def, into, refuse);
    case 'union':
      return visitUnion(schema, def, into, refuse);
    case 'lazy':
      return into(def.getter!());
    case 'pipe':
      return visitPipe(def, into, refuse);
    default:
      return refuse(
        ...(REFUSED[def.type] ?? [`is of the kind '${def.type}', whose wire form is not known`, 'Use plain data.']),
      );
  }
}

const UNDEFINED_VALUE = 'may be undefined, which JSON does not have';
const UNDEFINED_ELEMENT = 'has elements that may be undefined, which JSON turns into null';

/** Whether a present value may be `undefined`; wrappers such as `.nullable()` pass this on from what they wrap. */
const mayBeUndefined = (schema: z.ZodType): boolean => schema._zod.optout === 'optional';

const isJsonScalar = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

type Refuse = (reason: string, remedy: string) => void;
type Into = (next: z.ZodType, ...steps: string[]) => void;

function visitUnion(schema: z.ZodType, def: SchemaDef, into: Into, refuse: Refuse): void {
  def.options!.forEach((option) => into(option));
  if (def.discriminator === undefined && !isWireIdentity(schema))
    refuse(
      'is a union whose options cannot be told apart on the wire (a Date and a string look the same there)',
      'Use z.discriminatedUnion(…).',
    );
}

function visitRecord(def: SchemaDef, into: Into, refuse: Refuse): void {
  if (mayBeUndefined(def.valueType!))
    return refuse('has values that may be undefined, whose keys JSON drops', 'Use .nullable().');
  if (!PLAIN.has(defOf(def.keyType!).type) && defOf(def.keyType!).type !== 'literal')
    return refuse('has keys that are no plain text', 'Use keys of z.string(), z.number(), z.enum(…) or z.literal(…).');
  into(def.keyType!, '(key)');
  into(def.valueType!, '*');
}

function visitPipe(def: SchemaDef, into: Into, refuse: Refuse): void {
  const oneWay = [def.in!, def.out!].some((side) => defOf(side).type === 'transform');
  if (oneWay) return refuse(...(REFUSED.transform as [string, string]));
  into(def.in!);
  if (def.reverseTransform === undefined) into(def.out!);
}
