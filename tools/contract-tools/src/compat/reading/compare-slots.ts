import type { Shape, Slot } from '@multilith/contract/lock';
import { held, isEnclosing, offered, type FixedValue, type PlacedShape } from './alternatives.js';
import { canonical } from './canonical.js';
import { readArray, readTuple } from './lists.js';
import { readBigint, readBytes, readDate, readNumber, takesNumber } from './numbers.js';
import { readObject, readRecord } from './objects.js';
import { broken, readable, type Difference, type Reading, type Rule } from './reading.js';
import { kindChanged, readText, takesText } from './text.js';
import { readTagged } from './unions.js';
import { kindOf, listed } from './words.js';

/** Which of the two sides has the new contract, and what counts as written. */
export type ReadingOptions = Pick<Reading, 'readerIsNew' | 'values'>;

/**
 * Returns every way in which a reader does not accept what a writer may write. A difference that cannot be proved to be
 * compatible, such as another pattern, counts as breaking.
 */
export function compareSlots(reader: Slot, writer: Slot, options: ReadingOptions): readonly Difference[] {
  return read({ ...options, path: [], mine: [], theirs: [], open: new Set() }, reader, writer);
}

/** The state of a comparison with the enclosing objects and unions of both sides, which recursive types refer to. */
interface Place extends ReadingOptions {
  readonly path: readonly string[];
  readonly mine: readonly Shape[];
  readonly theirs: readonly Shape[];
  /** Pairs of recursive types that are being compared further up, and are readable unless those are not. */
  readonly open: ReadonlySet<string>;
}

function read(place: Place, readerSlot: Slot, writerSlot: Slot): readonly Difference[] {
  if (isSame(readerSlot, writerSlot)) return [];
  const options = offered(readerSlot, place.mine);
  const differences: Difference[] = [];
  const unknown: FixedValue[] = [];
  for (const written of held(writerSlot, place.theirs)) {
    if ('value' in written) {
      if (!options.some(({ shape }) => takes(shape, written))) unknown.push(written);
      continue;
    }
    const attempts = options.map((option) => readShape(place, option, written));
    differences.push(...(attempts.find(readable) ?? nearest(options, written, attempts)));
  }
  if (unknown.length > 0) differences.push(unknownValues(place, readerSlot, writerSlot, unknown));
  return differences.map((difference) => ({ reader: readerSlot, writer: writerSlot, ...difference }));
}

/** Recursive types may mean different things in equal text. */
function isSame(reader: Slot, writer: Slot): boolean {
  const text = canonical(reader);
  return text === canonical(writer) && !text.includes('"type":"ref"');
}

/** Of several failed attempts, returns the differences to the option of the same kind, which are the most specific. */
function nearest(
  options: readonly PlacedShape[],
  { shape }: PlacedShape,
  attempts: readonly (readonly Difference[])[],
): readonly Difference[] {
  const index = options.findIndex((option) => option.shape.type === shape.type);
  return attempts[Math.max(index, 0)] ?? [];
}

function readShape(place: Place, reader: PlacedShape, writer: PlacedShape): readonly Difference[] {
  const pair = isEnclosing(reader.shape) ? `${canonical(reader)}\n${canonical(writer)}` : '';
  if (place.open.has(pair)) return [];
  const inside: Place = {
    ...place,
    mine: enclosing(reader),
    theirs: enclosing(writer),
    open: pair ? new Set([...place.open, pair]) : place.open,
  };
  const reading: Reading = {
    ...place,
    into: (step, mine, theirs) => read({ ...inside, path: [...place.path, step] }, mine, theirs),
    change: (mine, theirs) => (place.readerIsNew ? `${theirs} → ${mine}` : `${mine} → ${theirs}`),
  };
  const rule = RULES[reader.shape.type] as Rule;
  return [...rule(reading, reader.shape, writer.shape), ...readRefined(reading, reader.shape, writer.shape)];
}

const enclosing = ({ shape, around }: PlacedShape): readonly Shape[] =>
  isEnclosing(shape) ? [...around, shape] : around;

const RULES: { readonly [Type in Shape['type']]: Rule<Extract<Shape, { type: Type }>> } = {
  string: readText,
  number: readNumber,
  bigint: readBigint,
  boolean: (reading, reader, writer) => (writer.type === 'boolean' ? [] : [kindChanged(reading, reader, writer)]),
  null: (reading, reader, writer) => [kindChanged(reading, reader, writer)],
  date: readDate,
  bytes: readBytes,
  // An open enum takes any text.
  enum: (reading, reader, writer) => {
    if (!reader.open) return [kindChanged(reading, reader, writer)];
    return writer.type === 'enum' ? [] : readText(reading, { type: 'string' }, writer);
  },
  literal: (reading, reader, writer) => [kindChanged(reading, reader, writer)],
  array: readArray,
  tuple: readTuple,
  record: readRecord,
  object: readObject,
  union: readTagged,
  json: (reading, reader, writer) => (writer.type === 'void' ? [kindChanged(reading, reader, writer)] : []),
  void: () => [],
  ref: () => [],
};

/** Rules in code can only narrow, and cannot be compared. */
function readRefined(reading: Reading, reader: Shape, writer: Shape): Difference[] {
  const [mine, theirs] = [reader.refined ?? 0, writer.refined ?? 0];
  if (mine <= theirs) return [];
  return [
    broken(
      reading,
      'refinement',
      `rules in code ${reading.change(String(mine), String(theirs))}`,
      'values that its rules in code exclude; they cannot be compared',
    ),
  ];
}

/** Whether a shape takes one fixed value. */
function takes(shape: Shape, { value, refined }: FixedValue): boolean {
  if ((shape.refined ?? 0) > refined) return false;
  switch (shape.type) {
    case 'json':
    case 'void':
      return true;
    case 'enum':
      return typeof value === 'string' && (shape.open === true || shape.values.includes(value));
    case 'literal':
      return value !== null && shape.values.includes(value);
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string' && takesText(shape, value);
    case 'number':
      return typeof value === 'number' && takesNumber(shape, value);
    default:
      return false;
  }
}

function unknownValues(place: Place, reader: Slot, writer: Slot, unknown: readonly FixedValue[]): Difference {
  const at = { path: place.path };
  const values = listed(unknown.map(({ value }) => value));
  if (unknown.every(({ value }) => value === null))
    return broken(at, 'null', place.readerIsNew ? 'null is no longer accepted' : 'may now be null', 'null');
  if (reader.shape.type === 'enum' || reader.shape.type === 'literal')
    return broken(at, 'value-unknown', `${values} ${place.readerIsNew ? 'removed' : 'added'}`, `the value ${values}`);
  const [from, to] = [kindOf(writer.shape), kindOf(reader.shape)];
  return broken(at, 'kind-changed', place.readerIsNew ? `${from} → ${to}` : `${to} → ${from}`, `the value ${values}`);
}
