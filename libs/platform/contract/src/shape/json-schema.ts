import type { z } from 'zod';
import { defOf } from '../wire/schema.js';

/** The kinds of value that `z.json()` accepts, in the order in which Zod lists them. */
const KINDS = ['string', 'number', 'boolean', 'null', 'array', 'record'];

/** Whether a schema is that of `z.json()`: a union of all kinds of JSON, whose arrays and records hold the same union. */
export function isJson(schema: z.ZodType): boolean {
  if (defOf(schema).type !== 'lazy') return false;
  const union = defOf((schema as z.ZodLazy<z.ZodType>)._zod.innerType);
  const { options = [] } = union;
  if (union.type !== 'union' || options.length !== KINDS.length) return false;
  if (!options.every((option, index) => defOf(option).type === KINDS[index])) return false;
  const [list, record] = [defOf(options[4]!), defOf(options[5]!)];
  return defOf(list.element!).type === 'lazy' && list.element === record.valueType && isSame(list.element!, schema);
}

/** `.describe()` and `.meta()` make a copy, which still refers to the original. */
const isSame = (inner: z.ZodType, schema: z.ZodType): boolean =>
  inner === schema || (schema._zod.parent !== undefined && isSame(inner, schema._zod.parent as z.ZodType));
