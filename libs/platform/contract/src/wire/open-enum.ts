import { z } from 'zod';

/** A known text, or any other: editors propose the known ones. */
export type OpenEnum<Value extends string> = Value | (string & {});

/** Marks the definition of a schema, which `.refine()` and `.describe()` copy, unlike the schema itself. */
const OPEN_ENUM = Symbol.for('multilith.openEnum');

/**
 * Schema for a list of texts that will grow: it names the values that are known today and accepts every other text. A
 * value added later is not a breaking change, because readers are prepared for unknown values. If the list is final,
 * use `z.enum`.
 *
 * Handle the unknown value in the `default` branch:
 *
 * @example
 * const Carrier = openEnum(['DHL', 'UPS']);
 *
 * function trackingUrl(carrier: z.output<typeof Carrier>, parcel: string): string | undefined {
 *   switch (carrier) {
 *     case 'DHL':
 *       return `https://dhl.example/${parcel}`;
 *     case 'UPS':
 *       return `https://ups.example/${parcel}`;
 *     default:
 *       return undefined; // a carrier that was added after this code was deployed
 *   }
 * }
 */
export function openEnum<const Value extends string>(
  values: readonly [Value, ...Value[]],
): z.ZodType<OpenEnum<Value>, OpenEnum<Value>> {
  const schema = z.string();
  const known: readonly string[] = Object.freeze([...new Set(values)]);
  return schema.clone({ ...schema._zod.def, [OPEN_ENUM]: known } as never) as never;
}

/** Returns the known values of a schema that {@link openEnum} made; `undefined` for any other schema. */
export const openValuesOf = (schema: z.ZodType): readonly string[] | undefined =>
  (schema._zod.def as { [OPEN_ENUM]?: readonly string[] })[OPEN_ENUM];
