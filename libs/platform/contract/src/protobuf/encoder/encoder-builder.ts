import type { UnionShape } from '../../shape/shape.js';
import { MAX_DEPTH } from '../bytes/reader.js';
import * as write from '../bytes/write.js';
import { writeText } from '../bytes/write-text.js';
import { lengthSize } from '../bytes/varint.js';
import type { Form, FormField, MessageForm, ScalarForm } from '../form/form.js';
import { isRecursive } from '../form/is-recursive.js';
import { wireTypeOf } from '../form/wire-type.js';
import { literal, Source } from '../source/source.js';
import { numbersOf, type Encode } from './encode.js';
import * as faults from './faults.js';

/**
 * Generates the encoder of a message. It writes the same bytes as the interpreted one.
 *
 * @throws EvalError where code generation is forbidden
 */
export function generateEncoder(form: MessageForm): Encode {
  return new EncoderBuilder(isRecursive(form)).build(form);
}

/** What the generated code calls, by name. */
const CALLED = {
  writeText,
  writeInt: write.writeInt,
  writeBigint: write.writeBigint,
  writeDouble: write.writeDouble,
  writeBoolean: write.writeBoolean,
  writeEnum: write.writeEnum,
  writeBinary: write.writeBinary,
  writeTime: write.writeTime,
  openMessage: write.openMessage,
  closeMessage: write.closeMessage,
  lengthSize,
  missing: faults.missing,
  noList: faults.noList,
  noOption: faults.noOption,
  tooDeep: faults.tooDeep,
};

/** In the generated code, `w` is the writer, `p` the position, and `m` the value of the message. */
class EncoderBuilder {
  readonly #source = new Source('w, p, m');
  readonly #functions = new Map<MessageForm, string>();

  constructor(readonly recursive: boolean) {
    for (const [name, called] of Object.entries(CALLED)) this.#source.bind(name, called);
  }

  build(form: MessageForm): Encode {
    return this.#source.compile(this.#message(form)) as Encode;
  }

  /** Returns the name of the function that writes the content of a message. */
  #message(form: MessageForm): string {
    let name = this.#functions.get(form);
    if (name === undefined) {
      this.#functions.set(form, (name = this.#source.name('write')));
      const content = this.#content(form);
      const body = this.recursive ? `if (++w.depth > ${MAX_DEPTH}) tooDeep();\n${content}\nw.depth--;` : content;
      this.#source.define(name, `${body}\nreturn p;`);
    }
    return name;
  }

  #content(form: MessageForm): string {
    const { fields } = form;
    switch (form.of) {
      case 'wrapper':
        return this.#field(fields[0]!, 'm');
      case 'choice':
        return this.#oneOf(`typeof m === 'string' ? 'text' : typeof m`, fields);
      case 'union':
        return this.#oneOf(`String(m[${literal((form.shape as UnionShape).discriminator!)}])`, fields);
      case 'tuple': {
        const places = fields.map((field, i) => this.#field(field, field.key === 'rest' ? `m.slice(${i})` : `m[${i}]`));
        return ['if (!Array.isArray(m)) noList();', ...places].join('\n');
      }
      case 'object':
        return fields.map((field) => this.#field(field, `m[${literal(field.key)}]`)).join('\n');
    }
  }

  #oneOf(tag: string, fields: readonly FormField[]): string {
    const chosen = this.#source.name('tag');
    const cases = fields.map((field) => `case ${literal(field.key)}: ${this.#field(field, 'm')} break;`);
    return `const ${chosen} = ${tag};\nswitch (${chosen}) {\n${cases.join('\n')}\ndefault: noOption(${chosen});\n}`;
  }

  #field({ number, label, form, name, nullable }: FormField, from: string): string {
    const value = this.#source.name('v');
    const wireType = wireTypeOf(form);
    const one = (tag = number * 8 + wireType): string => this.#value(form, tag, value);
    const content = (): string => {
      switch (label) {
        case 'repeated':
          return wireType === 2 ? this.#list(form, number * 8 + 2, value) : this.#packed(form, number * 8 + 2, value);
        case 'map':
          return this.#map(form, number * 8 + 2, value);
        case 'optional':
          return `if (${value} !== undefined${nullable ? ` && ${value} !== null` : ''}) { ${one()} }`;
        default:
          return `if (${value} === undefined) missing(${literal(name)});\n${one()}`;
      }
    };
    return `{ const ${value} = ${from};\n${content()} }`;
  }

  #list(form: Form, tag: number, list: string): string {
    const [i, item] = [this.#source.name('i'), this.#source.name('e')];
    return `if (!Array.isArray(${list})) noList();
      for (let ${i} = 0; ${i} < ${list}.length; ${i}++) {
        const ${item} = ${list}[${i}];
        ${this.#value(form, tag, item)}
      }`;
  }

  #packed(form: Form, tag: number, list: string): string {
    return `if (!Array.isArray(${list})) noList();
      if (${list}.length > 0) { ${this.#framed(tag, this.#list(form, 0, list))} }`;
  }

  #map(form: Form, tag: number, record: string): string {
    const [key, item] = [this.#source.name('k'), this.#source.name('e')];
    const value = `if (${item} !== undefined) { ${this.#value(form, 16 + wireTypeOf(form), item)} }`;
    return `for (const ${key} of Object.keys(${record})) {
        const ${item} = ${record}[${key}];
        ${this.#framed(tag, `p = writeText(w, p, 10, ${key});\n${value}`)}
      }`;
  }

  /** Statements that write content with its length before it. The length is expected to be as long as the last one. */
  #framed(tag: number, content: string): string {
    const size = this.#source.variable('size', 1);
    const [expected, start] = [this.#source.name('expected'), this.#source.name('start')];
    return `const ${expected} = ${size}, ${start} = openMessage(w, p, ${tag}, ${expected});
      p = ${start};
      ${content}
      ${size} = lengthSize(p - ${start});
      p = closeMessage(w, ${start}, p, ${expected});`;
  }

  /** Statements that write a tag, unless that is 0, and a value. */
  #value(form: Form, tag: number, value: string): string {
    const at = `w, p, ${tag}`;
    switch (form.kind) {
      case 'scalar':
        return `p = ${scalar(form, at, value)};`;
      case 'enum':
        return `p = writeEnum(${at}, ${this.#source.constant(numbersOf(form))}, ${value});`;
      case 'timestamp':
        return `p = writeTime(${at}, ${value});`;
      case 'null':
        return `p = writeInt(${at}, 0);`;
      case 'message':
        return this.#framed(tag, `p = ${this.#message(form)}(w, p, ${value});`);
    }
  }
}

function scalar({ type, holds }: ScalarForm, at: string, value: string): string {
  if (holds === 'json') return `writeText(${at}, JSON.stringify(${value}))`;
  if (holds === 'decimal') return `writeText(${at}, ${value}.toString())`;
  switch (type) {
    case 'int64':
      return holds === 'bigint' ? `writeBigint(${at}, ${value})` : `writeInt(${at}, ${value})`;
    case 'uint64':
      return `writeBigint(${at}, ${value})`;
    case 'double':
      return `writeDouble(${at}, ${value})`;
    case 'bool':
      return `writeBoolean(${at}, ${value})`;
    case 'bytes':
      return `writeBinary(${at}, ${value})`;
    case 'string':
      return `writeText(${at}, ${value})`;
  }
}
