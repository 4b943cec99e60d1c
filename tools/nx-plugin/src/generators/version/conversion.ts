import { isReservedWord } from '../names/reserved.js';
import type { Fields } from './fields.js';

/** How the fields of one version become those of another. */
export interface Conversion {
  /** New names by the old ones. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Fields that have no value yet. */
  readonly open: readonly string[];
  /** Removed fields. */
  readonly gone: readonly string[];
}

const MAY_BE_MISSING = /\.(?:optional|nullish|default|prefault)\(/;

/** Compares the fields of two versions. A removed field and a new one with the same schema count as renamed. */
export function conversionOf(from: Fields, to: Fields): Conversion {
  const gone = [...from].filter(([name]) => !to.has(name));
  const added = [...to].filter(([name]) => !from.has(name));
  const only = (fields: readonly (readonly [string, string])[], schema: string): string | undefined => {
    const alike = fields.filter(([, each]) => each === schema);
    return alike.length === 1 ? alike[0]![0] : undefined;
  };
  const renamed = new Map<string, string>();
  for (const [name, schema] of gone) {
    const now = only(added, schema);
    if (now !== undefined && only(gone, schema) === name) renamed.set(name, now);
  }
  const taken = new Set(renamed.values());
  const open = added.filter(([name, schema]) => !taken.has(name) && !MAY_BE_MISSING.test(schema));
  return {
    renamed,
    open: open.map(([name]) => name),
    gone: gone.map(([name]) => name).filter((name) => !renamed.has(name)),
  };
}

/** Converts a value as the code of {@link conversionEntry} does. */
export function converted(
  { renamed, gone }: Conversion,
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept = Object.entries(value).filter(([name]) => !gone.includes(name));
  return Object.fromEntries(kept.map(([name, each]) => [renamed.get(name) ?? name, each]));
}

/**
 * Writes the entry of a conversion, `1: (v1) => ({ ...v1 })`.
 *
 * @param key of the entry
 * @param message name of its parameter
 * @param input expression with the fields: the parameter, or a call that converts it to input
 */
export function conversionEntry(conversion: Conversion, key: number, message: string, input = message): string {
  return `${commentOn(conversion)}${key}: ${arrow([...conversion.renamed], message, input)}`;
}

function commentOn({ open }: Conversion): string {
  if (open.length === 0) return '';
  const [is, it] = open.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `\n// Say what ${open.join(' and ')} ${is} in a message without ${it}.\n`;
}

function arrow(renamed: readonly (readonly [string, string])[], message: string, input: string): string {
  if (renamed.length === 0) return `(${message}) => ({ ...${input} })`;
  if (input === message && renamed.every(([before]) => isVariable(before)))
    return `({ ${renamed.map(([before]) => before).join(', ')}, ...same }) => ({ ...same, ${renamed
      .map(([before, now]) => `${keyOf(now)}: ${before}`)
      .join(', ')} })`;
  return `(${message}) => ({ ...${input}, ${renamed
    .map(([before, now]) => `${keyOf(now)}: ${input}[${JSON.stringify(before)}]`)
    .join(', ')} })`;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const isVariable = (name: string): boolean => IDENTIFIER.test(name) && !isReservedWord(name);
const keyOf = (name: string): string => (IDENTIFIER.test(name) ? name : JSON.stringify(name));
