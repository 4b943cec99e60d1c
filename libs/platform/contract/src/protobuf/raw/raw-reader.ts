import { MAX_DEPTH, type Reader } from '../bytes/reader.js';
import type { Form, FormField, MessageForm } from '../form/form.js';
import { wireTypeOf } from '../form/wire-type.js';
import { Malformed } from './malformed.js';
import { MAX_UNKNOWN, noParts, type Parts } from './parts.js';

/**
 * Reads protobuf without validation and without code generation. A message that occurs again is merged into the first
 * one, the last of several scalars counts, unknown fields are skipped, lists may be packed or not.
 */
export class RawReader {
  /** Size of the items that were left out, in bytes. */
  droppedBytes = 0;

  constructor(
    readonly reader: Reader,
    /** Items of lists and maps that begin after this position are left out. */
    readonly dropAfter = Infinity,
  ) {}

  /** @throws Malformed if the bytes are not protobuf of this form */
  message(form: MessageForm, end: number, parts = noParts()): Parts {
    const r = this.reader;
    if (++r.depth > MAX_DEPTH) throw new Malformed(`has messages inside each other more than ${MAX_DEPTH} times`);
    while (r.pos < end) {
      const tag = r.tag();
      const field = form.fields.find(({ number }) => number === tag >>> 3);
      if (field) this.#field(form, field, tag & 7, end, parts);
      else {
        if (tag !== 0 && parts.unknown.length < MAX_UNKNOWN) parts.unknown.push(tag >>> 3);
        r.skip(tag);
      }
    }
    this.#finish(end, 'a message');
    r.depth--;
    return parts;
  }

  /** Reads one value after its tag. @param before the message that this one is merged into */
  value(form: Form, within: number, before?: unknown): unknown {
    const r = this.reader;
    let value: unknown;
    switch (form.kind) {
      case 'message': {
        const end = r.end(within);
        this.#check();
        return this.message(form, end, before as Parts | undefined);
      }
      case 'timestamp':
        value = new Date(r.time(within));
        break;
      case 'null':
      case 'enum':
        value = r.int();
        break;
      case 'scalar':
        if (form.type === 'string') value = r.text(within);
        else if (form.type === 'bytes') value = r.binary(within);
        else if (form.type === 'double') value = r.double();
        else if (form.type === 'bool') value = r.bool();
        else if (form.type === 'uint64') value = r.uint64();
        else value = form.holds === 'bigint' ? r.int64() : r.int();
    }
    this.#check();
    return value;
  }

  /** Reads one entry of a map after its tag. */
  entry(form: Form, within: number, entries: Map<string, unknown>): void {
    const r = this.reader;
    const end = r.end(within);
    let key = '';
    let value: unknown;
    while (r.pos < end) {
      const tag = r.tag();
      if (tag === 10) key = r.text(end);
      else if (tag === 16 + wireTypeOf(form)) value = this.value(form, end, value);
      else r.skip(tag);
    }
    this.#finish(end, 'an entry of a map');
    entries.set(key, value);
  }

  /** Reads items of a list after a tag of this wire type. */
  items(form: Form, wireType: number, within: number, items: unknown[]): void {
    const r = this.reader;
    if (wireType === wireTypeOf(form)) {
      items.push(this.value(form, within));
      return;
    }
    const end = r.end(within);
    while (r.pos < end) {
      const start = r.pos;
      const item = this.value(form, end);
      if (start > this.dropAfter) this.droppedBytes += r.pos - start;
      else items.push(item);
    }
    this.#finish(end, 'a packed list');
  }

  #field(owner: MessageForm, field: FormField, wireType: number, end: number, { values }: Parts): void {
    const { form, label } = field;
    const expected = label === 'map' ? 2 : wireTypeOf(form);
    const isPacked = label === 'repeated' && expected !== 2 && wireType === 2;
    if (wireType !== expected && !isPacked)
      throw new Malformed(`has the field ${field.name} in wire type ${wireType}, not ${expected}`);
    if (label === 'map' || label === 'repeated') {
      if (!values.has(field)) values.set(field, label === 'map' ? new Map() : []);
      const many = values.get(field);
      const start = this.reader.pos;
      if (start > this.dropAfter) {
        this.reader.skip(field.number * 8 + wireType);
        this.droppedBytes += this.reader.pos - start;
      } else if (label === 'map') this.entry(form, end, many as Map<string, unknown>);
      else this.items(form, wireType, end, many as unknown[]);
      return;
    }
    if (label === 'option') for (const other of owner.fields) if (other !== field) values.delete(other);
    const value = this.value(form, end, values.get(field));
    // Number 0 of an enum stands for no value.
    if (form.kind === 'enum' && value === 0) values.delete(field);
    else values.set(field, value);
  }

  #finish(end: number, what: string): void {
    if (this.reader.pos !== end) this.reader.overrun(what);
    this.#check();
  }

  #check(): void {
    const { fault } = this.reader;
    if (fault !== undefined) throw new Malformed(fault);
  }
}
