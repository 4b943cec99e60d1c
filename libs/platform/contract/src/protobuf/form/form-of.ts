import type { EnumShape, ObjectShape, Shape, Slot, TupleShape, UnionShape } from '../../shape/shape.js';
import type { WireFault } from '../../wire/faults.js';
import { choiceForm } from './choice-form.js';
import type { EnumForm, EnumValue, Form, FormField, MessageForm } from './form.js';
import { ENUM_REMEDY, FIELD_REMEDY, THREE_STATES } from './fault-texts.js';
import { lowerSnake, upperSnake } from './identifiers.js';
import { byNumber, isFieldNumber, nextNumber } from './numbers.js';
import { impliedBy, removedOf } from './object-parts.js';
import * as scalars from './scalars.js';
import { isTimestamp } from '../../wire/timestamp.js';

/** The protobuf form of a message or answer, with the faults of its schema. Use the form only if `faults` is empty. */
export interface MappedSlot {
  readonly form: MessageForm;
  readonly faults: readonly WireFault[];
}

/**
 * Maps a message, an answer or the data of an error to a protobuf message. Numbers come from the shape; without them, fields
 * and values are numbered in their order.
 */
export function formOf(slot: Slot): MappedSlot {
  const mapper = new Mapper();
  return { form: mapper.root(slot), faults: mapper.faults };
}

type Path = readonly string[];
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Mapper {
  readonly faults: WireFault[] = [];
  /** Forms of the enclosing objects and unions, the nearest last. */
  readonly #enclosing: MessageForm[] = [];

  root(slot: Slot): MessageForm {
    const { shape, nullable } = slot;
    if (shape.type === 'object' && !nullable) return this.#object(shape, []);
    if (shape.type === 'void') return { kind: 'message', of: 'object', shape, fields: [], removed: [] };
    // A default at the outermost level fills in nothing here: a value is always present.
    return this.#wrapper({ shape, ...(nullable && { nullable }) }, []);
  }

  #refuse(path: Path, reason: string, remedy: string): void {
    this.faults.push({ path, reason, remedy });
  }

  /** Maps a value to a field of a message: its label, and the form of its value or items. */
  #place(slot: Slot, path: Path): Pick<FormField, 'label' | 'nullable' | 'form' | 'shape'> {
    const { shape, optional = false, nullable = false } = slot;
    if (optional && nullable) this.#refuse(path, ...THREE_STATES);
    const at = { nullable, shape };
    if (optional || nullable)
      return {
        ...at,
        label: 'optional',
        form: isList(shape) ? this.#wrapper({ shape }, path) : this.#value(shape, path),
      };
    if (shape.type === 'array') return { ...at, label: 'repeated', form: this.#element(shape.item, [...path, '[]']) };
    if (shape.type === 'record') return { ...at, label: 'map', form: this.#element(shape.value, [...path, '*']) };
    return { ...at, label: 'required', form: this.#value(shape, path) };
  }

  /** Maps a value in a list or map, which is always present. */
  #element({ shape, nullable }: Slot, path: Path): Form {
    if (nullable) return this.#wrapper({ shape, nullable }, path);
    return isList(shape) ? this.#wrapper({ shape }, path) : this.#value(shape, path);
  }

  #wrapper(slot: Slot, path: Path): MessageForm {
    const key = slot.nullable
      ? 'value'
      : slot.shape.type === 'array'
        ? 'items'
        : slot.shape.type === 'record'
          ? 'entries'
          : 'value';
    const field: FormField = { number: 1, name: key, key, ...this.#place(slot, path) };
    return { kind: 'message', of: 'wrapper', shape: slot.shape, fields: [field], removed: [] };
  }

  #value(shape: Shape, path: Path): Form {
    switch (shape.type) {
      case 'string':
        return scalars.TEXT;
      case 'number':
        return scalars.numberForm(shape);
      case 'bigint':
        return scalars.bigintForm(shape);
      case 'boolean':
        return scalars.BOOLEAN;
      case 'null':
        return { kind: 'null' };
      case 'bytes':
        return scalars.BYTES;
      case 'json':
        return scalars.JSON_TEXT;
      case 'date':
        return this.#date(shape.min, shape.max, path);
      case 'enum':
        return shape.open ? scalars.TEXT : this.#enum(shape, scalars.fixedTextsOf(shape)!, path);
      case 'literal':
        return this.#plain(shape, path);
      case 'tuple':
        return this.#tuple(shape, path);
      case 'object':
        return this.#object(shape, path);
      case 'union':
        return shape.discriminator === undefined ? this.#plain(shape, path) : this.#union(shape, path);
      case 'ref':
        return this.#ref(shape.up, path);
      case 'void':
        this.#refuse(path, 'is void inside a value', 'Use .optional().');
        return scalars.TEXT;
      case 'array':
      case 'record':
        return this.#wrapper({ shape }, path);
    }
  }

  #date(min: string | undefined, max: string | undefined, path: Path): Form {
    const outside = [min, max].find((bound) => bound !== undefined && !isTimestamp(Date.parse(bound)));
    if (outside !== undefined)
      this.#refuse(
        path,
        `has the bound ${outside}, outside of the years 1 to 9999 that a Timestamp covers`,
        'Choose a bound within these years, or leave it out: such dates are refused anyway.',
      );
    return { kind: 'timestamp' };
  }

  #enum(shape: Shape, texts: readonly scalars.FixedText[], path: Path): EnumForm {
    const values: EnumValue[] = [];
    for (const { value, number } of new Map(texts.map((text) => [text.value, text])).values()) {
      const name = upperSnake(value);
      const twin = values.find((other) => other.name === name);
      if (name === '' || name === 'UNSPECIFIED')
        this.#refuse(path, `has the value '${value}', which gives no name for a protobuf enum`, ENUM_REMEDY);
      else if (twin)
        this.#refuse(path, `has the values '${twin.value}' and '${value}', which give one name, ${name}`, ENUM_REMEDY);
      values.push({ value, name, number: number ?? nextNumber(values) });
    }
    const removed = Object.entries((shape as EnumShape).removed ?? {})
      .map(([value, number]) => ({ value, number, name: upperSnake(value) }))
      .filter(({ value }) => !values.some((other) => other.value === value));
    return { kind: 'enum', shape, values: byNumber(values), removed: byNumber(removed) };
  }

  /** Maps literals and unions of texts, numbers and booleans, which have different types in JSON. */
  #plain(shape: Shape, path: Path): Form {
    const texts = scalars.fixedTextsOf(shape);
    if (texts) return this.#enum(shape, texts, path);
    const types = scalars.jsonTypesOf(shape);
    if (!types) {
      this.#refuse(
        path,
        'is a union of objects, lists or dates without a discriminator, which protobuf cannot distinguish',
        'Use z.discriminatedUnion(…).',
      );
      return scalars.TEXT;
    }
    return choiceForm(shape, types);
  }

  #tuple(shape: TupleShape, path: Path): MessageForm {
    const fields = shape.items.map((item, i): FormField => {
      const { nullable, shape: inner } = item;
      const placed = this.#place({ shape: inner, ...(nullable && { nullable }) }, [...path, String(i)]);
      return { number: i + 1, name: `item_${i + 1}`, key: String(i), ...placed };
    });
    if (shape.rest) {
      const form = this.#element(shape.rest, [...path, '[]']);
      const rest: Shape = { type: 'array', item: shape.rest };
      fields.push({
        number: fields.length + 1,
        name: 'rest',
        key: 'rest',
        label: 'repeated',
        nullable: false,
        form,
        shape: rest,
      });
    }
    return { kind: 'message', of: 'tuple', shape, fields, removed: [] };
  }

  /** @param discriminator that of the union whose option it is */
  #object(shape: ObjectShape, path: Path, discriminator?: string): MessageForm {
    const implied = impliedBy(shape, discriminator);
    const form: Mutable<MessageForm> = {
      kind: 'message',
      of: 'object',
      shape,
      fields: [],
      removed: [],
      ...(implied && { implied }),
    };
    if (shape.others !== undefined && shape.others !== 'refuse')
      this.#refuse(path, 'takes fields of any name', 'Put them into a field of their own, a z.record(…).');
    this.#within(form, () => {
      const fields: FormField[] = [];
      for (const [key, field] of Object.entries(shape.fields)) {
        if (key === implied?.key) continue;
        const name = this.#fieldName(key, fields, path);
        const number = field.number ?? nextNumber(fields);
        fields.push({ number, name, key, ...this.#place(field, [...path, key]) });
      }
      form.fields = this.#checked(fields, path);
      form.removed = removedOf(shape.removed, fields);
    });
    return form;
  }

  #union(shape: UnionShape, path: Path): MessageForm {
    const form: Mutable<MessageForm> = { kind: 'message', of: 'union', shape, fields: [], removed: [] };
    this.#within(form, () => {
      const fields: FormField[] = [];
      for (const option of shape.options) {
        const tag = option.tag ?? String(fields.length + 1);
        const name = this.#optionName(tag, fields, path);
        const at = [...path, tag];
        const inner =
          option.shape.type === 'object'
            ? this.#object(option.shape, at, shape.discriminator)
            : this.#value(option.shape, at);
        const number = option.number ?? nextNumber(fields);
        fields.push({
          number,
          name,
          key: tag,
          label: 'option',
          nullable: false,
          form: inner,
          shape: option.shape,
        });
      }
      form.fields = this.#checked(fields, path);
      form.removed = removedOf(shape.removed, fields);
    });
    return form;
  }

  #within(form: MessageForm, build: () => void): void {
    this.#enclosing.push(form);
    build();
    this.#enclosing.pop();
  }

  #ref(up: number, path: Path): Form {
    const target = this.#enclosing.at(-1 - up);
    if (target) return target;
    this.#refuse(path, 'refers to a type that does not enclose it', 'Write the lock again: nx run-many -t contract.');
    return scalars.TEXT;
  }

  #optionName(tag: string, before: readonly FormField[], path: Path): string {
    const name = lowerSnake(tag);
    // The oneof `kind` and its members share one scope; tags can be numbers.
    const isUsable = /^[a-z]/.test(name) && name !== 'kind';
    return this.#fieldName(isUsable ? tag : `option_${name || '?'}`, before, path);
  }

  #fieldName(key: string, before: readonly FormField[], path: Path): string {
    const name = lowerSnake(key);
    const twin = before.find((other) => other.name === name);
    if (twin)
      this.#refuse(
        path,
        `has the fields '${twin.key}' and '${key}', which give one protobuf name, ${name}`,
        FIELD_REMEDY,
      );
    else if (!/^[a-z]/.test(name)) this.#refuse([...path, key], 'has a name that protobuf cannot have', FIELD_REMEDY);
    return name;
  }

  #checked(fields: readonly FormField[], path: Path): FormField[] {
    const seen = new Map<number, string>();
    for (const { number, key } of fields) {
      if (!isFieldNumber(number) || seen.has(number))
        this.#refuse(
          [...path, key],
          `has the field number ${number}, which is not free`,
          'Write the lock again: nx run-many -t contract.',
        );
      seen.set(number, key);
    }
    return byNumber(fields);
  }
}

const isList = (shape: Shape): boolean => shape.type === 'array' || shape.type === 'record';
