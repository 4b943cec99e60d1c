import { z } from 'zod';

/** Marks the definition of a schema, which `.refine()` and `.describe()` copy, unlike the schema itself. */
const BYTES = Symbol('multilith.bytes');

/**
 * Schema for binary data: a `Uint8Array`, base64 on the wire.
 *
 * @example const Document = z.object({ name: z.string(), content: bytes({ max: 64 * 1024 }) });
 */
export function bytes(
  limits: { /** Maximum length in bytes. Default: no limit. */ readonly max?: number } = {},
): z.ZodType<Uint8Array> {
  const { max } = limits;
  const schema = z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && (max === undefined || value.byteLength <= max),
    max === undefined ? 'expected bytes' : `expected at most ${max} bytes`,
  );
  Object.assign(schema._zod.def, { [BYTES]: { max } });
  return schema;
}

/** Whether {@link bytes} made a schema. */
export const isBytes = (schema: z.ZodType): boolean => BYTES in schema._zod.def;

/** Returns the maximum length in bytes of a schema that {@link bytes} made; `undefined` if it has none. */
export const maxBytesOf = (schema: z.ZodType): number | undefined =>
  (schema._zod.def as { [BYTES]?: { readonly max?: number } })[BYTES]?.max;

const CHUNK = 0x8000;

/** Encodes binary data as base64, with the platform's own `btoa` so that contracts run anywhere. */
export function toBase64(data: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < data.length; i += CHUNK) binary += String.fromCharCode(...data.subarray(i, i + CHUNK));
  return btoa(binary);
}

/** The inverse of {@link toBase64}. */
export function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}
