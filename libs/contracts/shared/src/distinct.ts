import { z } from 'zod';

/**
 * A list of objects in which a field has no value twice.
 *
 * @example lines: distinct('sku', z.array(OrderLine).min(1).max(2000))
 */
export function distinct<Field extends string, Item extends z.ZodObject<Record<Field, z.ZodString>>>(
  field: Field,
  list: z.ZodArray<Item>,
): z.ZodArray<Item> {
  return list.superRefine((items, refinement) => {
    const seen = new Set<unknown>();
    items.forEach((item, index) => {
      const value = (item as Record<string, unknown>)[field];
      if (seen.has(value))
        refinement.addIssue({ code: 'custom', path: [index, field], message: `'${String(value)}' is listed twice` });
      seen.add(value);
    });
  });
}
