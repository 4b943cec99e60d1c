import type { z } from 'zod';
import { ownCopy, separateAnswer } from '../../messages/own-copy.js';
import { compiledSchema } from '../../wire/compiled-schema.js';
import { wireFormOf } from '../../wire/wire-form.js';
import type { Reader } from '../bytes/reader.js';
import type { Form, MessageForm } from '../form/form.js';
import { RawInput } from '../raw/raw-input.js';
import { RawReader } from '../raw/raw-reader.js';
import type { Check, Payload } from './unwrap.js';

/** Result of generated code for a value that it finds invalid or does not handle; the codec then decodes without it. */
export const INVALID = Symbol('invalid');

/** Runs a check of Zod. Returns the value, which the check may have changed. */
export function runCheck(check: Check, value: unknown): unknown {
  const payload: Payload = { value, issues: [] };
  const { def } = check._zod;
  if (def.when && !def.when(payload)) return value;
  const pending = check._zod.check(payload);
  return payload.issues.length > 0 || pending instanceof Promise ? INVALID : payload.value;
}

/** Returns a function that parses a value with Zod and makes it the receiver's own. */
export function parserOf(schema: z.ZodType, frozen: boolean): (value: unknown) => unknown {
  const compiled = compiledSchema(schema);
  const { sharesDefaults } = wireFormOf(schema);
  return (value) => {
    const { success, data } = compiled.safeParse(value);
    if (!success) return INVALID;
    if (typeof data !== 'object' || data === null) return data;
    return frozen ? ownCopy(data) : sharesDefaults ? separateAnswer(data) : data;
  };
}

/** Reads a value without validation, as input for its schema. */
export const readRaw = (reader: Reader, form: Form, within: number): unknown =>
  new RawInput(reader.zero).value(form, new RawReader(reader).value(form, within));

/** Reads the content of a message without validation. */
export const readRawMessage = (reader: Reader, form: MessageForm, end: number): unknown =>
  new RawInput(reader.zero).message(form, new RawReader(reader).message(form, end));

/** Reads an entry of a map without validation. */
export function readRawEntry(reader: Reader, form: Form, within: number, into: Record<string, unknown>): void {
  const entries = new Map<string, unknown>();
  new RawReader(reader).entry(form, within, entries);
  for (const [key, value] of Object.entries(new RawInput(reader.zero).entries(form, entries)))
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
