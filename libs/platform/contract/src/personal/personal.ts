import type { z } from 'zod';

/** Marks the definition of a schema, which `.refine()` and `.describe()` copy, unlike the schema itself. */
const PERSONAL = Symbol.for('multilith.personal');

/**
 * Marks the values of a schema as personal data: the name, address or email of a person. The runtime keeps such values
 * out of log lines, traces and stored failures; everything else stays readable there. The mark changes neither
 * validation nor the wire form. Mark an object to mark everything in it.
 *
 * @example
 * export class RegisterCustomer extends command('customers.RegisterCustomer', {
 *   input: z.object({ customerId: CustomerId, name: personal(z.string()), email: personal(z.email()) }),
 *   access: roles('sales'),
 * }) {}
 */
export function personal<Schema extends z.ZodType>(schema: Schema): Schema {
  // A copy: the schema may be shared with fields that are not personal.
  return schema.clone({ ...schema._zod.def, [PERSONAL]: true } as never, { parent: true }) as Schema;
}

/** Whether {@link personal} made a schema. */
export const isPersonal = (schema: z.ZodType): boolean => PERSONAL in schema._zod.def;
