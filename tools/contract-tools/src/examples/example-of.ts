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
  custom: [new Uint8Array([104, 101, 108, 108, 111]), new Uint8Array()],
};

/** Options of {@link exampleOf}. */
export interface ExampleOptions {
  /**
   * `needed`: fields that may be left out are left out. `all`: they are filled in if an example is found. Default:
   * `needed`.
   */
  readonly fields?: 'needed' | 'all';
}

/**
 * Returns a value that a schema takes: its own example (`.meta({ examples: […] })`) if it has one, else the first that
 * fits. A codec gets a value of its input side.
 *
 * @returns `undefined` if none was found
 * @example exampleOf(z.object({ sku: z.string(), note: z.string().optional() })) // { sku: 'one' }
 */
export function exampleOf(schema: z.ZodType, options: ExampleOptions = {}): unknown {
  return new ExampleFinder(options.fields === 'all').find(schema);
}

/** Levels of recursive schemas in an example. */
const MAX_RECURSION = 2;

class ExampleFinder {
  readonly #all: boolean;
  /** Recursive schemas that are being filled in. */
  readonly #open: z.ZodType[] = [];

  constructor(all: boolean) {
    this.#all = all;
  }

  find(schema: z.ZodType): unknown {
    const own = (schema.meta()?.['examples'] as readonly unknown[] | undefined) ?? [];
    return [...own, ...this.#candidatesFor(schema)].find((value) => schema.safeParse(value).success);
  }

  #candidatesFor(schema: z.ZodType): unknown[] {
    const def = (schema as unknown as { readonly _zod: { readonly def: Definition } })._zod.def;
    switch (def.type) {
      case 'object':
        return this.#objects(def.shape!);
      case 'array': {
        const element = this.find(def.element!);
        return element === undefined ? [[]] : [[element], [], [element, element]];
      }
      case 'tuple':
        return [def.items!.map((item) => this.find(item))];
      case 'record': {
        const [key, value] = [this.find(def.keyType!), this.find(def.valueType!)];
        const filled = { [String(key)]: value };
        return this.#all ? [filled, ...this.#everyKey(def), {}] : [{}, filled, ...this.#everyKey(def)];
      }
      case 'union':
        return def.options!.map((option) => this.find(option));
      case 'literal':
        return [...def.values!];
      case 'enum':
        return Object.values(def.entries!);
      case 'lazy':
        return this.#recursive(schema, def.getter!());
      case 'nullable':
        return [this.find(def.innerType!), null];
      case 'pipe':
        return [this.find(def.in!)];
      default:
        return def.innerType ? [this.find(def.innerType)] : [...(CANDIDATES[def.type] ?? [])];
    }
  }

  #objects(shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown>[] {
    const fields = Object.entries(shape);
    const needed = fields.filter(([, field]) => !field.safeParse(undefined).success);
    const minimal = Object.fromEntries(needed.map(([name, field]) => [name, this.find(field)]));
    if (!this.#all) return [minimal];
    const all = fields.map(([name, field]) => [name, this.find(field)] as const);
    return [Object.fromEntries(all.filter(([, value]) => value !== undefined)), minimal];
  }

  /** Records whose keys are listed need all of them. */
  #everyKey({ keyType, valueType }: Definition): unknown[] {
    const keys = [...((keyType as { _zod: { values?: ReadonlySet<unknown> } })._zod.values ?? [])];
    return keys.length === 0 ? [] : [Object.fromEntries(keys.map((key) => [String(key), this.find(valueType!)]))];
  }

  #recursive(schema: z.ZodType, inner: z.ZodType): unknown[] {
    if (this.#open.filter((open) => open === schema).length >= MAX_RECURSION) return [];
    this.#open.push(schema);
    const found = this.find(inner);
    this.#open.pop();
    return [found];
  }
}

/** Returns a value as TypeScript. */
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
