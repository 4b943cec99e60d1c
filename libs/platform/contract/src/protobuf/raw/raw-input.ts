import type { ObjectShape } from '../../shape/shape.js';
import { toBigInt } from '../../wire/wire-form.js';
import type { Form, FormField, MessageForm, ScalarForm } from '../form/form.js';
import { noParts, type Parts } from './parts.js';

/** Turns the parts of a message into input for its schema, which has to validate it. */
export class RawInput {
  constructor(/** Whether absent scalars are zero. */ readonly zero: boolean) {}

  message(form: MessageForm, parts: Parts): unknown {
    switch (form.of) {
      case 'wrapper':
        return this.#field(form.fields[0]!, parts);
      case 'choice': {
        const chosen = form.fields.find((field) => parts.values.has(field));
        return chosen && this.#field(chosen, parts);
      }
      case 'tuple': {
        const rest = form.fields.find(({ key }) => key === 'rest');
        const items = form.fields.filter((field) => field !== rest).map((field) => this.#field(field, parts));
        return rest ? [...items, ...(this.#field(rest, parts) as unknown[])] : items;
      }
      case 'union': {
        const chosen = form.fields.find((field) => parts.values.has(field));
        return chosen ? this.#field(chosen, parts) : {};
      }
      case 'object': {
        const value: Record<string, unknown> = {};
        if (form.implied) define(value, form.implied.key, form.implied.value);
        for (const field of form.fields) {
          const part = this.#field(field, parts);
          if (part !== undefined) define(value, field.key, part);
        }
        if ((form.shape as ObjectShape).others === 'refuse')
          for (const number of parts.unknown) value[`(field ${number})`] = null;
        return value;
      }
    }
  }

  /** One value; `undefined` if an entry of a map does not have one. */
  value(form: Form, raw: unknown): unknown {
    switch (form.kind) {
      case 'message':
        return this.message(form, raw as Parts);
      case 'enum':
        return raw === 0 ? undefined : (form.values.find(({ number }) => number === raw)?.value ?? raw);
      case 'null':
        return raw === 0 ? null : raw;
      case 'timestamp':
        return raw;
      case 'scalar':
        return scalarInput(form, raw);
    }
  }

  entries(form: Form, entries: ReadonlyMap<string, unknown>): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (const [key, raw] of entries)
      define(record, key, raw === undefined ? this.#absent(form) : this.value(form, raw));
    return record;
  }

  #field(field: FormField, { values }: Parts): unknown {
    const { form, label } = field;
    const raw = values.get(field);
    if (label === 'repeated') return ((raw ?? []) as unknown[]).map((item) => this.value(form, item));
    if (label === 'map') return this.entries(form, (raw ?? new Map()) as Map<string, unknown>);
    if (values.has(field)) return this.value(form, raw);
    if (field.nullable) return null;
    return label === 'required' && form.kind !== 'message' ? this.#absent(form) : undefined;
  }

  #absent(form: Form): unknown {
    if (!this.zero) return undefined;
    switch (form.kind) {
      case 'scalar':
        return zeroOf(form);
      case 'message':
        return this.message(form, noParts());
      case 'null':
        return null;
      default:
        return undefined;
    }
  }
}

/** The value that protobuf gives to a scalar that is absent. */
function zeroOf({ type, holds }: ScalarForm): unknown {
  switch (type) {
    case 'string':
      return holds === 'text' ? '' : undefined;
    case 'bytes':
      return new Uint8Array();
    case 'bool':
      return false;
    default:
      return holds === 'bigint' ? 0n : 0;
  }
}

/** Result for text that is not JSON: a value that `z.json()` refuses, unlike `undefined`, which would count as absent. */
const NOT_JSON = NaN;

function scalarInput({ holds }: ScalarForm, raw: unknown): unknown {
  if (holds === 'decimal') return toBigInt(raw as string);
  if (holds !== 'json') return raw;
  try {
    return JSON.parse(raw as string);
  } catch {
    return NOT_JSON;
  }
}

/** Sets a property; `__proto__` becomes one as well. */
export function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
