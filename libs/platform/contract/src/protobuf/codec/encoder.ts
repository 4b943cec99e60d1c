import { MAX_DEPTH } from '../bytes/reader.js';
import { NotEncodable } from '../bytes/not-encodable.js';
import type { Writer } from '../bytes/writer.js';
import type { EnumForm, Form, FormField, MessageForm, ScalarForm } from '../form/form.js';
import { wireTypeOf } from '../form/wire-type.js';
import type { UnionShape } from '../../shape/shape.js';

/** Writes the content of a message, or one value with its length if it has one. */
export type Write = (writer: Writer, value: never) => void;

/** Builds the encoder of a message once, by composing functions. */
export function encoderOf(form: MessageForm): Write {
  return new EncoderBuilder().message(form);
}

class EncoderBuilder {
  readonly #known = new Map<MessageForm, { write: Write }>();

  message(form: MessageForm): Write {
    const known = this.#known.get(form);
    // A recursive message refers to itself while it is being built.
    if (known) return (writer, value) => known.write(writer, value);
    const entry = { write: undefined as unknown as Write };
    this.#known.set(form, entry);
    entry.write = this.#build(form);
    return entry.write;
  }

  #build(form: MessageForm): Write {
    const { fields } = form;
    const writers = fields.map((field) => this.#field(field));
    const [first] = writers;
    switch (form.of) {
      case 'wrapper':
        return (w, value) => first!(w, value);
      case 'choice':
        return (w, value) => {
          const type = typeof value === 'string' ? 'text' : typeof value;
          writers[fields.findIndex(({ key }) => key === type)]!(w, value);
        };
      case 'tuple':
        return (w, value: readonly never[]) => {
          for (let i = 0; i < fields.length; i++)
            writers[i]!(w, fields[i]!.key === 'rest' ? (value.slice(i) as never) : value[i]!);
        };
      case 'union': {
        const { discriminator } = form.shape as UnionShape;
        const byTag = new Map(fields.map(({ key }, i) => [key, writers[i]!]));
        return (w, value) => {
          const tag = String(value[discriminator!]);
          const write = byTag.get(tag);
          if (!write) throw new NotEncodable(`the lock knows no option '${tag}' of a union`);
          write(w, value);
        };
      }
      case 'object': {
        const keys = fields.map(({ key }) => key);
        return (w, value: Readonly<Record<string, never>>) => {
          for (let i = 0; i < keys.length; i++) writers[i]!(w, value[keys[i]!]!);
        };
      }
    }
  }

  #field({ number, label, form, name, nullable }: FormField): Write {
    const write = this.#value(form);
    const tag = number * 8 + wireTypeOf(form);
    switch (label) {
      case 'repeated':
        return wireTypeOf(form) === 2 ? listOf(tag, write) : packed(number * 8 + 2, write);
      case 'map':
        return mapOf(number * 8 + 2, 16 + wireTypeOf(form), write);
      case 'optional':
        return (w, value) => {
          if (value === undefined || (nullable && value === null)) return;
          w.varint(tag);
          write(w, value);
        };
      default:
        return (w, value) => {
          if (value === undefined) throw new NotEncodable(`the field ${name} has no value`);
          w.varint(tag);
          write(w, value);
        };
    }
  }

  #value(form: Form): Write {
    switch (form.kind) {
      case 'scalar':
        return scalar(form);
      case 'enum':
        return enumOf(form);
      case 'timestamp':
        return (w, date) => w.time(date);
      case 'null':
        return (w) => w.varint(0);
      case 'message': {
        const write = this.message(form);
        return (w, value) => {
          if (++w.depth >= MAX_DEPTH)
            throw new NotEncodable(`messages lie inside each other more than ${MAX_DEPTH} times`);
          const at = w.open();
          write(w, value);
          w.close(at);
          w.depth--;
        };
      }
    }
  }
}

const listOf =
  (tag: number, write: Write): Write =>
  (w, items: readonly never[]) => {
    if (!Array.isArray(items)) throw new NotEncodable('a list is missing');
    for (let i = 0; i < items.length; i++) {
      w.varint(tag);
      write(w, items[i]!);
    }
  };

const packed =
  (tag: number, write: Write): Write =>
  (w, items: readonly never[]) => {
    if (!Array.isArray(items)) throw new NotEncodable('a list is missing');
    if (items.length === 0) return;
    w.varint(tag);
    const at = w.open();
    for (let i = 0; i < items.length; i++) write(w, items[i]!);
    w.close(at);
  };

const mapOf =
  (tag: number, valueTag: number, write: Write): Write =>
  (w, record: Readonly<Record<string, never>>) => {
    for (const key of Object.keys(record)) {
      w.varint(tag);
      const at = w.open();
      w.varint(10);
      w.text(key);
      if (record[key] !== undefined) {
        w.varint(valueTag);
        write(w, record[key]);
      }
      w.close(at);
    }
  };

function scalar({ type, holds }: ScalarForm): Write {
  if (holds === 'json') return (w, value) => w.text(JSON.stringify(value));
  if (holds === 'decimal') return (w, value: bigint) => w.text(value.toString());
  if (type === 'int64') return holds === 'bigint' ? (w, value) => w.int64(value) : (w, value) => w.int(value);
  if (type === 'uint64') return (w, value) => w.int64(value);
  if (type === 'double') return (w, value) => w.double(value);
  if (type === 'bool') return (w, value) => w.varint(value ? 1 : 0);
  return type === 'bytes' ? (w, value) => w.binary(value) : (w, value) => w.text(value);
}

function enumOf({ values }: EnumForm): Write {
  const numbers = new Map(values.map(({ value, number }) => [value, number]));
  return (w, value) => {
    const number = numbers.get(value);
    if (number === undefined) throw new NotEncodable(`the lock knows no number of the enum value '${String(value)}'`);
    w.varint(number);
  };
}
