import type { z } from 'zod';
import { defOf } from '../../wire/schema.js';
import { checksOf, unwrap } from './unwrap.js';

/**
 * Returns the options of a discriminated union by tag, those of unions inside it included; `undefined` if Zod has to find
 * the option, because a part of the union has rules or conversions of its own.
 */
export function unionOptions(schema: z.ZodType, discriminator: string): ReadonlyMap<string, z.ZodType> | undefined {
  const found = new Map<string, z.ZodType>();
  for (const option of defOf(schema).options ?? []) {
    const { inner, opaque } = unwrap(option);
    const { type, shape } = defOf(inner);
    if (opaque) return undefined;
    if (type === 'union') {
      const nested = checksOf(inner).length === 0 ? unionOptions(inner, discriminator) : undefined;
      if (!nested) return undefined;
      for (const [tag, of] of nested) found.set(tag, of);
    } else {
      const tags = inner._zod.propValues?.[discriminator];
      const field = shape?.[discriminator];
      if (!tags || !field || !isFixed(field)) return undefined;
      for (const tag of tags) found.set(String(tag), option);
    }
  }
  return found;
}

function isFixed(schema: z.ZodType): boolean {
  const { inner, opaque } = unwrap(schema);
  return !opaque && checksOf(inner).length === 0 && ['literal', 'enum', 'null'].includes(defOf(inner).type);
}
