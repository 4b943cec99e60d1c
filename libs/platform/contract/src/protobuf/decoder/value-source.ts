import type { z } from 'zod';
import { defOf } from '../../wire/schema.js';
import { toBigInt } from '../../wire/wire-form.js';
import type { EnumForm, Form, ScalarForm } from '../form/form.js';
import { numberChecks, otherChecks, textChecks } from './check-source.js';
import { parserOf, readRaw } from './run.js';
import type { Source } from '../source/source.js';
import { checksOf, unwrap } from './unwrap.js';

/** Source that reads and checks single values that are not messages. */
export class ValueSource {
  readonly #source: Source;
  readonly #frozen: boolean;

  constructor(source: Source, frozen: boolean) {
    this.#source = source;
    this.#frozen = frozen;
  }

  /** Statements that read a present value after its tag into a variable, or return INVALID. */
  value(schema: z.ZodType, form: Form, to: string, end: string): string {
    const { inner, opaque, readonly } = unwrap(schema);
    if (opaque) return `${to} = ${this.raw(form, end)};\n${this.parseInto(schema, to, to)}`;
    const isBare = checksOf(inner).length === 0;
    switch (form.kind) {
      case 'timestamp': {
        const date = `${to} = r.time(${end}); if (${to} !== ${to}) return INVALID; ${to} = new Date(${to});`;
        const freeze = readonly && !this.#frozen ? `\nObject.freeze(${to});` : '';
        return `${date}\n${otherChecks(this.#source, inner, to)}${freeze}`;
      }
      case 'null':
        return `if (r.int() !== 0) return INVALID; ${to} = null;`;
      case 'enum':
        return `${this.#enum(inner, form, to)}${isBare ? '' : `\nif (${to} !== undefined) { ${this.parseInto(inner, to, to)} }`}`;
      case 'scalar':
        return this.#scalar(inner, form, to, end);
      case 'message':
        throw new TypeError('messages have functions of their own');
    }
  }

  /** An expression that reads a value without validation. */
  raw(form: Form, end: string): string {
    if (form.kind === 'scalar')
      switch (form.holds) {
        case 'text':
          return `r.text(${end})`;
        case 'number':
          return form.type === 'double' ? 'r.double()' : 'r.int()';
        case 'bigint':
          return form.type === 'int64' ? 'r.int64()' : 'r.uint64()';
        case 'boolean':
          return 'r.bool()';
        case 'bytes':
          return `r.binary(${end})`;
        case 'decimal':
          return `${this.#source.constant(toBigInt)}(r.text(${end}))`;
      }
    return `${this.#source.constant(readRaw)}(r, ${this.#source.constant(form)}, ${end})`;
  }

  /** An expression that has Zod parse a value. */
  parse(schema: z.ZodType, value: string): string {
    return `${this.#source.constant(parserOf(schema, this.#frozen))}(${value})`;
  }

  /** A statement that has Zod parse a value into a variable, or returns INVALID. */
  parseInto(schema: z.ZodType, to: string, value: string): string {
    return `if ((${to} = ${this.parse(schema, value)}) === INVALID) return INVALID;`;
  }

  #scalar(schema: z.ZodType, form: ScalarForm, to: string, end: string): string {
    const { type } = defOf(schema);
    const read = `${to} = ${this.raw(form, end)};`;
    if (type === 'string' && form.holds === 'text') return `${read}\n${textChecks(this.#source, schema, to)}`;
    if (type === 'number' && form.holds === 'number') return `${read}\n${numberChecks(this.#source, schema, to)}`;
    if (type === 'boolean' && checksOf(schema).length === 0) return read;
    return `${read}\n${this.parseInto(schema, to, to)}`;
  }

  #enum(schema: z.ZodType, { values }: EnumForm, to: string): string {
    const isDense = values.every(({ number }) => number < 1000);
    const table: (string | undefined)[] | Record<number, string> = isDense ? [] : {};
    for (const { value, number } of values) if (schema.safeParse(value).success) table[number] = value;
    const number = this.#source.name('n');
    const known = `const ${number} = r.int(); ${to} = ${this.#source.constant(table)}[${number}];`;
    return `${known} if (${to} === undefined && ${number} !== 0) return INVALID;`;
  }
}

/** The value that protobuf gives to a scalar that is absent, as source. */
export function zeroSource({ type, holds }: ScalarForm): string | undefined {
  switch (type) {
    case 'string':
      return holds === 'text' ? "''" : undefined;
    case 'bytes':
      return 'new Uint8Array()';
    case 'bool':
      return 'false';
    default:
      return holds === 'bigint' ? '0n' : '0';
  }
}
