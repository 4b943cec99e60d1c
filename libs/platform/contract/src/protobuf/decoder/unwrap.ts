import type { z } from 'zod';
import { defOf, TRANSPARENT } from '../../wire/schema.js';

/** A schema without its wrappers, such as optional, nullable, readonly and default. */
export interface Unwrapped {
  readonly inner: z.ZodType;
  /** Whether a wrapper has rules or conversions of its own, so that Zod has to parse the value. */
  readonly opaque: boolean;
  readonly readonly: boolean;
  readonly hasDefault: boolean;
}

/** Returns the schema inside wrappers such as optional, nullable, readonly and default. */
export function unwrap(schema: z.ZodType): Unwrapped {
  let inner = schema;
  let [readonly, hasDefault, opaque] = [false, false, false];
  for (;;) {
    const { type, innerType } = defOf(inner);
    const isWrapper = TRANSPARENT.has(type) || type === 'lazy';
    if (!isWrapper) return { inner, opaque: opaque || type === 'pipe', readonly, hasDefault };
    if (checksOf(inner).length > 0) opaque = true;
    if (type === 'readonly') readonly = true;
    if (type === 'default' || type === 'prefault') hasDefault = true;
    inner = type === 'lazy' ? (inner as z.ZodLazy<z.ZodType>)._zod.innerType : innerType!;
  }
}

/** The parts of a Zod check that are needed to run it. */
export interface Check {
  readonly _zod: {
    readonly def: {
      readonly check: string;
      readonly format?: string;
      readonly pattern?: RegExp;
      readonly minimum?: number;
      readonly maximum?: number;
      readonly value?: unknown;
      readonly inclusive?: boolean;
      readonly tx?: (value: never) => unknown;
      readonly when?: (payload: Payload) => boolean;
    };
    readonly check: (payload: Payload) => unknown;
  };
}

/** Argument of a check, which the check may change. */
export interface Payload {
  value: unknown;
  issues: unknown[];
}

/** The checks of a schema in their order. A format such as `z.uuid()` is a check itself. */
export function checksOf(schema: z.ZodType): readonly Check[] {
  const own = schema._zod.traits.has('$ZodCheck') ? [schema] : [];
  return [...own, ...(schema._zod.def.checks ?? [])] as unknown as Check[];
}
