import type { z } from 'zod';

/** The parts of a Zod definition that lead to the values it takes. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly getter?: () => z.ZodType;
}

const UUID = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';
/** What is tried for a scalar, in this order. */
const CANDIDATES: Readonly<Record<string, readonly unknown[]>> = {
  string: [
    ...['one', 'ONE', UUID, 'a@example.org', 'https://example.org', '1', 'GB', 'GBP', 'en', '+441234567890'],
    ...['2026-01-31', '2026-01-31T12:00:00Z', '12:00:00', '192.0.2.1', 'aGVsbG8=', 'one-two', 'One'],
  ],
  number: [1, 0, 10, 100, 1000, 0.5, -1],
  bigint: [1n, 0n, 100n],
  boolean: [true, false],
  date: [new Date('2026-01-31T12:00:00Z'), new Date('2011-12-09T12:50:00Z')],
  null: [null],
};

/**
 * A value that a schema takes: its own example (`.meta({ examples: […] })`) if it has one, else what fits first. Optional
 * fields and those with defaults are left out.
 *
 * @returns `undefined` where none was found
 */
export function exampleOf(schema: z.ZodType): unknown {
  const own = (schema.meta()?.['examples'] as readonly unknown[] | undefined) ?? [];
  return [...own, ...candidatesFor(schema)].find((value) => schema.safeParse(value).success);
}

function candidatesFor(schema: z.ZodType): unknown[] {
  const def = (schema as unknown as { readonly _zod: { readonly def: Definition } })._zod.def;
  switch (def.type) {
    case 'object':
      return [objectExample(def.shape!)];
    case 'array': {
      const element = exampleOf(def.element!);
      return element === undefined ? [[]] : [[element], [], [element, element]];
    }
    case 'tuple':
      return [def.items!.map(exampleOf)];
    case 'record':
      return [{}, { [String(exampleOf(def.keyType!))]: exampleOf(def.valueType!) }];
    case 'union':
      return def.options!.map(exampleOf);
    case 'literal':
      return [...def.values!];
    case 'enum':
      return Object.values(def.entries!);
    case 'lazy':
      return [exampleOf(def.getter!())];
    case 'nullable':
      return [exampleOf(def.innerType!), null];
    case 'pipe':
      return [exampleOf(def.in!)];
    default:
      return def.innerType ? [exampleOf(def.innerType)] : [...(CANDIDATES[def.type] ?? [])];
  }
}

function objectExample(shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown> {
  const needed = Object.entries(shape).filter(([, field]) => !field.safeParse(undefined).success);
  return Object.fromEntries(needed.map(([name, field]) => [name, exampleOf(field)]));
}

/** A value as TypeScript. */
export function literal(value: unknown): string {
  if (value instanceof Date) return `new Date('${value.toISOString()}')`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${literal(inner)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}
