import type { z } from 'zod';

/** The parts of a Zod definition that the wire form depends on (Zod 4 keeps them under `_zod.def`). */
export interface SchemaDef {
  readonly type: string;
  readonly coerce?: boolean;
  readonly innerType?: z.ZodType;
  /** A getter: Zod copies the outermost level at every read. */
  readonly defaultValue?: unknown;
  readonly element?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly rest?: z.ZodType | null;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly values?: readonly unknown[];
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly transform?: unknown;
  readonly reverseTransform?: unknown;
  readonly getter?: () => z.ZodType;
}

/** Reads the definition of a schema. */
export const defOf = (schema: z.ZodType): SchemaDef => schema._zod.def as unknown as SchemaDef;

/** Wrappers that change what is accepted, but not what a present value looks like. */
export const TRANSPARENT = new Set(['optional', 'nullable', 'default', 'prefault', 'nonoptional', 'readonly']);

/** Schemas whose values JSON represents directly. */
export const PLAIN = new Set(['string', 'number', 'int', 'boolean', 'null', 'enum', 'template_literal']);
