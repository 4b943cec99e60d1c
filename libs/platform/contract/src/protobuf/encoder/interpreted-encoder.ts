import type { UnionShape } from '../../shape/shape.js';
import { MAX_DEPTH } from '../bytes/reader.js';
import {
  closeMessage,
  openMessage,
  writeBigint,
  writeBinary,
  writeBoolean,
  writeDouble,
  writeEnum,
  writeInt,
  writeTime,
} from '../bytes/write.js';
import { writeText } from '../bytes/write-text.js';
import type { Form, FormField, MessageForm, ScalarForm } from '../form/form.js';
import { wireTypeOf } from '../form/wire-type.js';
import { missing, noList, noOption, tooDeep } from './faults.js';
import { numbersOf, type Encode } from './encode.js';
import type { Writer } from '../bytes/writer.js';

/** Writes a tag, unless that is 0, and a value. Returns the position behind it. */
type WriteValue = (writer: Writer, pos: number, tag: number, value: never) => number;

/** Builds the encoder of a message without code generation, of functions that are put together once. */
export function interpretedEncoder(form: MessageForm): Encode {
  return new EncoderBuilder().message(form);
}

class EncoderBuilder {
  readonly #known = new Map<MessageForm, { write: Encode }>();

  message(form: MessageForm): Encode {
    const known = this.#known.get(form);
    // A recursive message refers to itself while it is being built.
    if (known) return (w, pos, value) => known.write(w, pos, value);
    const entry = { write: undefined as unknown as Encode };
    this.#known.set(form, entry);
    const write = this.#build(form);
    entry.write = (w, pos, value) => {
      if (++w.depth > MAX_DEPTH) return tooDeep();
      const end = write(w, pos, value);
      w.depth--;
      return end;
    };
    return entry.write;
  }

  #build(form: MessageForm): Encode {
    const { fields } = form;
    const writers = fields.map((field) => this.#field(field));
    switch (form.of) {
      case 'wrapper':
        return writers[0]!;
      case 'choice':
        return (w, pos, value) => {
          const type = typeof value === 'string' ? 'text' : typeof value;
          const write = writers[fields.findIndex(({ key }) => key === type)];
          return write ? write(w, pos, value) : noOption(type);
        };
      case 'tuple':
        return (w, pos, value: readonly never[]) => {
          if (!Array.isArray(value)) return noList();
          let p = pos;
          for (let i = 0; i < fields.length; i++)
            p = writers[i]!(w, p, fields[i]!.key === 'rest' ? (value.slice(i) as never) : value[i]!);
          return p;
        };
      case 'union': {
        const { discriminator } = form.shape as UnionShape;
        const byTag = new Map(fields.map(({ key }, i) => [key, writers[i]!]));
        return (w, pos, value) => {
          const tag = String(value[discriminator!]);
          const write = byTag.get(tag);
          return write ? write(w, pos, value) : noOption(tag);
        };
      }
      case 'object': {
        const keys = fields.map(({ key }) => key);
        return (w, pos, value: Readonly<Record<string, never>>) => {
          let p = pos;
          for (let i = 0; i < keys.length; i++) p = writers[i]!(w, p, value[keys[i]!]!);
          return p;
        };
      }
    }
  }

  #field({ number, label, form, name, nullable }: FormField): Encode {
    const write = this.#value(form);
    const tag = number * 8 + wireTypeOf(form);
    switch (label) {
      case 'repeated':
        return wireTypeOf(form) === 2 ? listOf(tag, write) : packed(number * 8 + 2, write);
      case 'map':
        return mapOf(number * 8 + 2, 16 + wireTypeOf(form), write);
      case 'optional':
        return (w, pos, value) =>
          value === undefined || (nullable && value === null) ? pos : write(w, pos, tag, value);
      default:
        return (w, pos, value) => (value === undefined ? missing(name) : write(w, pos, tag, value));
    }
  }

  #value(form: Form): WriteValue {
    switch (form.kind) {
      case 'scalar':
        return scalar(form);
      case 'enum': {
        const numbers = numbersOf(form);
        return (w, pos, tag, value) => writeEnum(w, pos, tag, numbers, value);
      }
      case 'timestamp':
        return writeTime;
      case 'null':
        return (w, pos, tag) => writeInt(w, pos, tag, 0);
      case 'message': {
        const write = this.message(form);
        return (w, pos, tag, value) => {
          const start = openMessage(w, pos, tag, 1);
          return closeMessage(w, start, write(w, start, value), 1);
        };
      }
    }
  }
}

const listOf =
  (tag: number, write: WriteValue): Encode =>
  (w, pos, items: readonly never[]) => {
    if (!Array.isArray(items)) return noList();
    let p = pos;
    for (let i = 0; i < items.length; i++) p = write(w, p, tag, items[i]!);
    return p;
  };

const packed = (tag: number, write: WriteValue): Encode => {
  const content = listOf(0, write);
  return (w, pos, items: readonly never[]) => {
    if (Array.isArray(items) && items.length === 0) return pos;
    const start = openMessage(w, pos, tag, 1);
    return closeMessage(w, start, content(w, start, items as never), 1);
  };
};

const mapOf =
  (tag: number, valueTag: number, write: WriteValue): Encode =>
  (w, pos, record: Readonly<Record<string, never>>) => {
    let end = pos;
    for (const key of Object.keys(record)) {
      const start = openMessage(w, end, tag, 1);
      let p = writeText(w, start, 10, key);
      if (record[key] !== undefined) p = write(w, p, valueTag, record[key]);
      end = closeMessage(w, start, p, 1);
    }
    return end;
  };

function scalar({ type, holds }: ScalarForm): WriteValue {
  if (holds === 'json') return (w, pos, tag, value) => writeText(w, pos, tag, JSON.stringify(value));
  if (holds === 'decimal') return (w, pos, tag, value: bigint) => writeText(w, pos, tag, value.toString());
  switch (type) {
    case 'int64':
      return holds === 'bigint' ? writeBigint : writeInt;
    case 'uint64':
      return writeBigint;
    case 'double':
      return writeDouble;
    case 'bool':
      return writeBoolean;
    case 'bytes':
      return writeBinary;
    case 'string':
      return writeText;
  }
}
