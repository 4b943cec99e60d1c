import type { Slot } from '@multilith/contract/lock';
import { formOf, type EnumForm, type Form, type FormField, type MessageForm } from '@multilith/contract/protobuf';
import type { RawFinding } from '../finding.js';
import { show } from '../reading/words.js';
import type { Direction, Subject } from './direction.js';

/**
 * Compares the protobuf forms of a schema before and after, in both directions: bytes of one form are unreadable or misread
 * in another. Places that JSON readers already refuse are left out.
 */
export function findOnWire(
  { part }: Direction,
  subject: Subject,
  before: Slot,
  after: Slot,
  refused: readonly RawFinding[],
): RawFinding[] {
  const isRefused = (path: readonly string[]): boolean =>
    refused.some((finding) => finding.verdict === 'breaking' && finding.path.every((step, i) => path[i] === step));
  return compareForProtobuf(before, after)
    .filter(({ path }) => !isRefused(path))
    .map(({ rule, path, what, before: old, after: now }) => ({
      ...subject,
      verdict: 'breaking',
      rule,
      part,
      path,
      form: 'protobuf',
      what: `protobuf: ${what}`,
      why: 'JSON of both contracts is the same here, but bytes of the one are refused or misread with the other.',
      remedy: '',
      before: old,
      after: now,
    }));
}

/**
 * Returns the places where the protobuf forms of two schemas differ, so that bytes of one are unreadable or misread in the
 * other. Empty if one of them has no protobuf form, which is refused when the lock is written.
 */
export function compareForProtobuf(before: Slot, after: Slot): readonly WireDifference[] {
  const [was, is] = [formOf(before), formOf(after)];
  if (was.faults.length > 0 || is.faults.length > 0) return [];
  const differences: WireDifference[] = [];
  compareMessages(was.form, is.form, [], { differences, open: new Set() });
  return differences;
}

/** A place where protobuf forms differ. */
export interface WireDifference {
  readonly rule: 'protobuf-type' | 'protobuf-number';
  readonly path: readonly string[];
  readonly what: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Comparison {
  readonly differences: WireDifference[];
  /** Pairs of messages that are being compared: recursive types meet themselves. */
  readonly open: ReadonlySet<string>;
}

const ids = new WeakMap<object, number>();
let nextId = 0;
function idOf(form: object): number {
  if (!ids.has(form)) ids.set(form, nextId++);
  return ids.get(form)!;
}

function compareMessages(before: MessageForm, after: MessageForm, path: readonly string[], state: Comparison): void {
  const pair = `${idOf(before)} ${idOf(after)}`;
  if (state.open.has(pair)) return;
  const inside = { ...state, open: new Set([...state.open, pair]) };
  if (before.of !== after.of) {
    typeChanged(path, MESSAGES[before.of], MESSAGES[after.of], state);
    return;
  }
  const byNumber = new Map(after.fields.map((field) => [field.number, field]));
  for (const field of before.fields) {
    const same = after.fields.find(({ key }) => key === field.key);
    const step = stepTo(before, field);
    const at = [...path, ...step];
    const areNumbered = hasNumbers(before) && hasNumbers(after);
    if (same && areNumbered && same.number !== field.number)
      state.differences.push({
        rule: 'protobuf-number',
        path: at,
        what: `number ${field.number} → ${same.number}`,
        before: field.number,
        after: same.number,
      });
    else if (same) compareFields(field, same, at, inside);
    const taken = byNumber.get(field.number);
    if (taken && taken.key !== field.key && areNumbered)
      state.differences.push({
        rule: 'protobuf-number',
        path: at,
        what: `number ${field.number} belongs to \`${taken.key}\` now`,
        before: field.number,
        after: taken.key,
      });
  }
}

/** Outside of a lock, numbers follow the order of fields and say nothing. */
function hasNumbers({ of, shape }: MessageForm): boolean {
  if (of === 'object' && shape.type === 'object') return Object.values(shape.fields).some(({ number }) => number);
  return of === 'union' && shape.type === 'union' && shape.options.some(({ number }) => number);
}

function stepTo({ of }: MessageForm, { key }: FormField): string[] {
  if (of === 'wrapper' || of === 'choice') return [];
  if (of === 'tuple') return [key === 'rest' ? '[]' : `[${key}]`];
  return [of === 'union' ? `(${key})` : key];
}

function compareFields(before: FormField, after: FormField, path: readonly string[], state: Comparison): void {
  const [was, is] = [cardinality(before), cardinality(after)];
  if (was !== is) {
    typeChanged(path, nameOf(before), nameOf(after), state);
    return;
  }
  compareForms(before.form, after.form, was === '' ? path : [...path, was === 'map of' ? '{}' : '[]'], state);
}

const cardinality = ({ label }: FormField): '' | 'list of' | 'map of' =>
  label === 'repeated' ? 'list of' : label === 'map' ? 'map of' : '';

const nameOf = (field: FormField): string => `${cardinality(field)} ${formName(field.form)}`.trim();

function compareForms(before: Form, after: Form, path: readonly string[], state: Comparison): void {
  if (before.kind === 'message' && after.kind === 'message') compareMessages(before, after, path, state);
  else if (before.kind === 'enum' && after.kind === 'enum') compareEnums(before, after, path, state);
  else if (formName(before) !== formName(after)) typeChanged(path, formName(before), formName(after), state);
}

function compareEnums(before: EnumForm, after: EnumForm, path: readonly string[], { differences }: Comparison): void {
  if (!isNumbered(before) || !isNumbered(after)) return;
  const values = new Map(after.values.map(({ number, value }) => [number, value]));
  for (const { number, value } of before.values) {
    const taken = values.get(number);
    if (taken !== undefined && taken !== value)
      differences.push({
        rule: 'protobuf-number',
        path,
        what: `number ${number} of ${show(value)} belongs to ${show(taken)} now`,
        before: value,
        after: taken,
      });
  }
}

const isNumbered = ({ shape }: EnumForm): boolean => shape.type === 'enum' && shape.numbers !== undefined;

/** Decimal numbers are text in JSON as well, so they are read as text. JSON text is in quotes. */
const formName = (form: Form): string => {
  if (form.kind === 'scalar') return form.holds === 'json' ? 'string with JSON' : form.type;
  if (form.kind === 'message') return MESSAGES[form.of];
  return form.kind === 'null' ? 'NullValue' : form.kind;
};

const MESSAGES: Readonly<Record<MessageForm['of'], string>> = {
  object: 'message',
  union: 'message with a oneof of options',
  choice: 'message with a oneof of types',
  tuple: 'message of a tuple',
  wrapper: 'message around the value',
};

function typeChanged(path: readonly string[], before: string, after: string, { differences }: Comparison): void {
  differences.push({ rule: 'protobuf-type', path, what: `${before} → ${after}`, before, after });
}
