import type { EnumForm, Form, FormField, MessageForm } from '../form/form.js';
import { defaultJsonName, pascal, upperSnake } from '../form/identifiers.js';
import type { ProtoEnum, ProtoField, ProtoMessage, ProtoReserved, ProtoRole, ProtoType } from './proto-file.js';
import type { DeclaredForm, NamedTypes } from './type-names.js';

export const TIMESTAMP = 'google.protobuf.Timestamp';
export const NULL_VALUE = 'google.protobuf.NullValue';

/** Declares the messages and enums of one file. Types without a name are declared inside the message that uses them. */
export class Declarations {
  /** Full names of the types that are declared or being declared where they are used. */
  readonly #nested = new Map<Form, string>();

  constructor(
    readonly protoPackage: string,
    readonly named: NamedTypes,
  ) {}

  message(form: MessageForm, name: string, role: ProtoRole, scope = this.protoPackage): ProtoMessage {
    const fullName = `${scope}.${name}`;
    this.#nested.set(form, fullName);
    const messages: ProtoMessage[] = [];
    const enums: ProtoEnum[] = [];
    const names = new Set<string>();
    const fields = form.fields.map((field) => {
      const inner = declaredForm(field.form);
      if (inner && this.#nameOf(inner) === undefined) {
        const own = free(pascal(field.name), names);
        if (inner.kind === 'enum') enums.push(this.enum(inner, own, fullName));
        else messages.push(this.message(inner, own, { is: 'type' }, fullName));
      }
      return this.#field(form, field);
    });
    const { shape } = form;
    return { name, fullName, role, shape, fields, messages, enums, reserved: reservedOf(form.removed, fields) };
  }

  enum(form: EnumForm, name: string, scope = this.protoPackage): ProtoEnum {
    const fullName = `${scope}.${name}`;
    this.#nested.set(form, fullName);
    const prefix = upperSnake(name);
    const values = [
      { name: `${prefix}_UNSPECIFIED`, number: 0, value: undefined },
      ...form.values.map(({ name: own, number, value }) => ({ name: `${prefix}_${own}`, number, value })),
    ];
    const removed = form.removed.map(({ name: own, number }) => ({ name: `${prefix}_${own}`, number }));
    return { name, fullName, shape: form.shape, values, reserved: reservedOf(removed, values) };
  }

  #nameOf(form: DeclaredForm): string | undefined {
    const name = this.named.nameOf(form);
    return name === undefined ? this.#nested.get(form) : `${this.protoPackage}.${name}`;
  }

  #field(owner: MessageForm, field: FormField): ProtoField {
    const { name, number, key, nullable, shape, form } = field;
    const hasPresence = form.kind === 'message' || form.kind === 'timestamp';
    const label =
      field.label === 'repeated' || field.label === 'map'
        ? field.label
        : field.label === 'optional' && !hasPresence
          ? 'optional'
          : 'single';
    const standard = defaultJsonName(name);
    // Only the properties of objects have names that clients know from the JSON form.
    const jsonName = owner.of === 'object' ? key : standard;
    const oneof = field.label === 'option' ? 'kind' : undefined;
    const hasJsonName = jsonName !== standard;
    return { name, jsonName, hasJsonName, number, label, oneof, type: this.#typeOf(form), key, nullable, shape };
  }

  #typeOf(form: Form): ProtoType {
    switch (form.kind) {
      case 'scalar':
        return { kind: 'scalar', name: form.type };
      case 'timestamp':
        return { kind: 'message', name: TIMESTAMP };
      case 'null':
        return { kind: 'enum', name: NULL_VALUE };
      default:
        return { kind: form.kind, name: this.#nameOf(form)! };
    }
  }
}

const declaredForm = (form: Form): DeclaredForm | undefined =>
  form.kind === 'message' || form.kind === 'enum' ? form : undefined;

/** Different field names can give one name in Pascal case: `a1` and `a_1`. */
function free(name: string, names: Set<string>): string {
  let own = name;
  for (let n = 2; names.has(own); n++) own = `${name}${n}`;
  names.add(own);
  return own;
}

function reservedOf(
  removed: readonly { readonly number: number; readonly name: string }[],
  present: readonly { readonly name: string }[],
): ProtoReserved[] {
  const names = new Set(present.map(({ name }) => name));
  return removed.map(({ number, name }) => {
    const isFree = /^[A-Za-z]/.test(name) && !names.has(name);
    names.add(name);
    return { number, name: isFree ? name : undefined };
  });
}
