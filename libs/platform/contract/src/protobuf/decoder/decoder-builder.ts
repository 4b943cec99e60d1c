import type { z } from 'zod';
import type { UnionShape } from '../../shape/shape.js';
import { defOf } from '../../wire/schema.js';
import { MAX_DEPTH, type Reader } from '../bytes/reader.js';
import type { Form, FormField, MessageForm } from '../form/form.js';
import { isRecursive } from '../form/is-recursive.js';
import { wireTypeOf } from '../form/wire-type.js';
import { listChecks, otherChecks } from './check-source.js';
import { isPlainRecord, staleLock } from './facts.js';
import { INVALID, readRawEntry, readRawMessage } from './run.js';
import { Source } from '../source/source.js';
import { refuseAgain, type FieldSource } from './field-source.js';
import { propertySource } from './property-source.js';
import { unionOptions } from './union-options.js';
import { unwrap } from './unwrap.js';
import { ValueSource, zeroSource } from './value-source.js';

/** Reads and validates a message. Returns `INVALID` if it is not valid, or if generated code does not handle it. */
export type FastDecode = (reader: Reader, end: number) => unknown;

/**
 * Generates the decoder of a message: it reads fields straight into the values that the schema would give, and checks
 * each where it is read.
 *
 * @param frozen whether everything inside the value is frozen, as in a message
 * @throws EvalError where code generation is forbidden
 */
export function generateDecoder(schema: z.ZodType, form: MessageForm, frozen: boolean): FastDecode {
  return new DecoderBuilder(frozen, isRecursive(form)).build(schema, form);
}

class DecoderBuilder {
  readonly #source = new Source('r, end');
  readonly #values: ValueSource;
  readonly #functions = new Map<MessageForm, Map<z.ZodType, string>>();

  constructor(
    readonly frozen: boolean,
    readonly recursive: boolean,
  ) {
    // The sources refer to it by this name.
    this.#source.bind('INVALID', INVALID);
    this.#values = new ValueSource(this.#source, frozen);
  }

  build(schema: z.ZodType, form: MessageForm): FastDecode {
    const entry = this.#message(schema, form, true);
    return this.#source.compile(entry) as FastDecode;
  }

  /** Returns the name of the function that reads a message, and generates the function if it is new. */
  #message(schema: z.ZodType, form: MessageForm, isRoot = false): string {
    const known = this.#functions.get(form) ?? new Map<z.ZodType, string>();
    this.#functions.set(form, known);
    let name = known.get(schema);
    if (name === undefined) {
      known.set(schema, (name = this.#source.name('read')));
      this.#source.define(name, this.#body(schema, form, isRoot));
    }
    return name;
  }

  #body(schema: z.ZodType, form: MessageForm, isRoot: boolean): string {
    if (defOf(schema).type === 'void') return this.#loop(form, [], 'return undefined;');
    if (form.of === 'wrapper') {
      const value = this.#source.name('v');
      return this.#loop(form, [this.#field(schema, form.fields[0]!, value)], this.#return(value));
    }
    const { inner, opaque, readonly } = unwrap(schema);
    const frozen = !isRoot && (this.frozen || readonly);
    if (!opaque && form.of === 'object' && defOf(inner).type === 'object') return this.#object(inner, form, frozen);
    if (!opaque && form.of === 'union') {
      const body = this.#union(inner, form, frozen);
      if (body) return body;
    }
    return `return ${this.#values.parse(schema, `${this.#constant(readRawMessage)}(r, ${this.#constant(form)}, end)`)};`;
  }

  #object(schema: z.ZodType, form: MessageForm, frozen: boolean): string {
    const { shape, catchall } = defOf(schema);
    const fields: FieldSource[] = [];
    const properties: string[] = [];
    // From the first property that may be missing, properties are set one by one, so that they stand in Zod's order.
    const later: string[] = [];
    const object = this.#source.name('o');
    for (const [key, field] of Object.entries(shape!)) {
      const property = propertySource(this.#source, object, key);
      if (key === form.implied?.key) {
        const value = this.#constant(form.implied.value);
        if (later.length === 0) properties.push(property.inLiteral(value));
        else later.push(property.set(value));
        continue;
      }
      const formField = form.fields.find((candidate) => candidate.key === key);
      if (!formField) throw staleLock(key);
      const value = this.#source.name('v');
      fields.push(this.#field(field, formField, value));
      if (field._zod.optout === 'optional') later.push(`if (${value} !== undefined) ${property.set(value)}`);
      else if (later.length > 0) later.push(property.set(value));
      else properties.push(property.inLiteral(value));
    }
    const end = [
      `let ${object} = { ${properties.join(', ')} };`,
      ...later,
      otherChecks(this.#source, schema, object),
      ...(frozen ? [`Object.freeze(${object});`] : []),
      this.#return(object),
    ];
    return this.#loop(form, fields, end.join('\n'), catchall !== undefined);
  }

  #union(schema: z.ZodType, form: MessageForm, frozen: boolean): string | undefined {
    const { discriminator } = form.shape as UnionShape;
    const options = unionOptions(schema, discriminator!);
    const value = this.#source.name('v');
    const seen = this.#source.name('seen');
    const cases: string[] = [];
    for (const field of form.fields) {
      const option = options?.get(field.key);
      if (!option || field.form.kind !== 'message' || field.form.of !== 'object') return undefined;
      const name = this.#message(option, field.form);
      cases.push(`case ${field.number * 8 + 2}: {
        ${refuseAgain(seen)}
        ${seen} = true;
        ${this.#call(name, value)}
        break;
      }`);
    }
    const field = {
      declare: `let ${value}, ${seen} = false;`,
      cases: cases.join('\n'),
      after: `if (!${seen}) return INVALID;`,
    };
    const freeze = frozen ? `Object.freeze(${value});` : '';
    return this.#loop(form, [field], `${otherChecks(this.#source, schema, value)}\n${freeze}\n${this.#return(value)}`);
  }

  /** The loop that reads the fields of a message. @param strict whether unknown fields are refused */
  #loop(form: MessageForm, fields: readonly FieldSource[], end: string, strict = false): string {
    const isKnown = `${this.#constant(new Set(form.fields.map(({ number }) => number)))}.has(tag >>> 3)`;
    return [
      ...(this.recursive ? [`if (++r.depth > ${MAX_DEPTH}) return INVALID;`] : []),
      ...fields.map(({ declare }) => declare),
      'while (r.pos < end) {',
      'const tag = r.tag();',
      'switch (tag) {',
      ...fields.map(({ cases }) => cases),
      // A known field of another wire type, or an unknown one.
      strict ? 'default: return INVALID;' : `default: if (${isKnown}) return INVALID; r.skip(tag);`,
      '}',
      '}',
      'if (r.pos !== end) return r.overrun("a message"), INVALID;',
      ...fields.map(({ after }) => after),
      end,
    ].join('\n');
  }

  #return(value: string): string {
    return this.recursive ? `r.depth--; return ${value};` : `return ${value};`;
  }

  #field(schema: z.ZodType, field: FormField, value: string): FieldSource {
    const { inner, opaque, readonly } = unwrap(schema);
    const { type } = defOf(inner);
    if (field.label === 'repeated')
      return !opaque && type === 'array'
        ? this.#list(inner, field, value, readonly)
        : this.#rawList(schema, field, value);
    if (field.label === 'map')
      return !opaque && isPlainRecord(inner)
        ? this.#record(inner, field, value, readonly)
        : this.#rawRecord(schema, field, value);
    return this.#single(schema, field, value);
  }

  #list(schema: z.ZodType, { form, number }: FormField, list: string, readonly: boolean): FieldSource {
    const item = this.#source.name('e');
    const element = defOf(schema).element!;
    const noValue = form.kind === 'enum' ? `if (${item} === undefined) return INVALID;` : '';
    const read = (end: string): string =>
      `let ${item};\n${this.#value(element, form, item, end)}\n${noValue}\n${list}.push(${item});`;
    const freeze = this.frozen || readonly ? `Object.freeze(${list});` : '';
    return {
      declare: `let ${list} = [];`,
      cases: this.#itemCases(number, form, read),
      after: `${listChecks(this.#source, schema, list)}\n${freeze}`,
    };
  }

  /** Cases for the items of a list, which may be packed if they have no length of their own. */
  #itemCases(number: number, form: Form, read: (end: string) => string): string {
    const wireType = wireTypeOf(form);
    const one = `case ${number * 8 + wireType}: { ${read('end')} break; }`;
    if (wireType === 2) return one;
    const end = this.#source.name('end');
    return `${one}
      case ${number * 8 + 2}: {
        const ${end} = r.end(end);
        while (r.pos < ${end}) { ${read(end)} }
        if (r.pos !== ${end}) return r.overrun("a packed list"), INVALID;
        break;
      }`;
  }

  #rawList(schema: z.ZodType, { form, number }: FormField, list: string): FieldSource {
    const read = (end: string): string => `${list}.push(${this.#values.raw(form, end)});`;
    return {
      declare: `let ${list} = [];`,
      cases: this.#itemCases(number, form, read),
      after: this.#values.parseInto(schema, list, list),
    };
  }

  #record(schema: z.ZodType, { form, number }: FormField, record: string, readonly: boolean): FieldSource {
    const [end, key, value] = [this.#source.name('end'), this.#source.name('k'), this.#source.name('e')];
    const again = wireTypeOf(form) === 2 ? refuseAgain(`${value} !== undefined`) : '';
    const freeze = this.frozen || readonly ? `Object.freeze(${record});` : '';
    return {
      declare: `let ${record} = {};`,
      cases: `case ${number * 8 + 2}: {
        const ${end} = r.end(end);
        let ${key} = '', ${value};
        while (r.pos < ${end}) {
          const tag = r.tag();
          switch (tag) {
            case 10: ${key} = r.text(${end}); break;
            case ${16 + wireTypeOf(form)}: { ${again}\n${this.#value(defOf(schema).valueType!, form, value, end)} break; }
            default: r.skip(tag);
          }
        }
        if (r.pos !== ${end}) return r.overrun("an entry of a map"), INVALID;
        if (${value} === undefined || ${key} === '__proto__') return INVALID;
        ${record}[${key}] = ${value};
        break;
      }`,
      after: freeze,
    };
  }

  #rawRecord(schema: z.ZodType, { form, number }: FormField, record: string): FieldSource {
    return {
      declare: `let ${record} = {};`,
      cases: `case ${number * 8 + 2}: ${this.#constant(readRawEntry)}(r, ${this.#constant(form)}, end, ${record}); break;`,
      after: this.#values.parseInto(schema, record, record),
    };
  }

  #single(schema: z.ZodType, field: FormField, value: string): FieldSource {
    const { form, number, label, nullable } = field;
    const { opaque, hasDefault } = unwrap(schema);
    const again = form.kind === 'message' ? refuseAgain(`${value} !== undefined`) : '';
    const zero = form.kind === 'scalar' ? zeroSource(form) : undefined;
    const read = opaque ? `${value} = ${this.#values.raw(form, 'end')};` : this.#value(schema, form, value, 'end');
    const cases = `case ${number * 8 + wireTypeOf(form)}: { ${again}\n${read} break; }`;
    const absent = (code: string): string => `if (${value} === undefined) { ${code} }`;
    let after = '';
    if (opaque) {
      const missing = nullable
        ? 'null'
        : zero !== undefined && label === 'required'
          ? `r.zero ? ${zero} : undefined`
          : 'undefined';
      after = `${absent(`${value} = ${missing};`)}\n${this.#values.parseInto(schema, value, value)}`;
    } else if (nullable) after = absent(`${value} = null;`);
    else if (hasDefault) after = absent(this.#values.parseInto(schema, value, 'undefined'));
    else if (label === 'required')
      after = absent(
        zero === undefined
          ? 'return INVALID;'
          : `if (!r.zero) return INVALID;\n${this.#values.parseInto(schema, value, zero)}`,
      );
    return { declare: `let ${value};`, cases, after };
  }

  /** Source that reads a present value after its tag. */
  #value(schema: z.ZodType, form: Form, to: string, end: string): string {
    if (form.kind === 'message') {
      const isKnown = !unwrap(schema).opaque || form.of === 'wrapper';
      return isKnown
        ? this.#call(this.#message(schema, form), to, end)
        : `${to} = ${this.#values.raw(form, end)};\n${this.#values.parseInto(schema, to, to)}`;
    }
    return this.#values.value(schema, form, to, end);
  }

  #call(name: string, to: string, within = 'end'): string {
    const end = this.#source.name('end');
    return `const ${end} = r.end(${within}); ${to} = ${name}(r, ${end}); if (${to} === INVALID) return INVALID;`;
  }

  #constant(value: unknown): string {
    return this.#source.constant(value);
  }
}
