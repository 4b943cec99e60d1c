import type { ArrayShape, Shape, Slot, TupleShape } from '@multilith/contract/lock';
import { broken, type Difference, type Reading } from './reading.js';
import { kindChanged } from './text.js';
import { show } from './words.js';

/** What an array schema reads: arrays and tuples. */
export function readArray(reading: Reading, reader: ArrayShape, writer: Shape): readonly Difference[] {
  if (writer.type !== 'array' && writer.type !== 'tuple') return [kindChanged(reading, reader, writer)];
  const lengths = lengthsOf(writer);
  const differences: Difference[] = [];
  if ((reader.minItems ?? 0) > lengths.min)
    differences.push(
      broken(
        reading,
        'min-items',
        `minimum number of items ${reading.change(show(reader.minItems), show(lengths.min))}`,
        `lists with fewer than ${reader.minItems} items`,
      ),
    );
  if ((reader.maxItems ?? Infinity) < lengths.max)
    differences.push(
      broken(
        reading,
        'max-items',
        `maximum number of items ${reading.change(show(reader.maxItems), show(Number.isFinite(lengths.max) ? lengths.max : undefined))}`,
        `lists with more than ${reader.maxItems} items`,
      ),
    );
  if (lengths.max === 0) return differences;
  const items = writer.type === 'array' ? [writer.item] : [...writer.items, ...(writer.rest ? [writer.rest] : [])];
  return [...differences, ...items.flatMap((item) => reading.into('[]', reader.item, item))];
}

/** What a tuple schema reads: tuples and arrays of fitting length. */
export function readTuple(reading: Reading, reader: TupleShape, writer: Shape): readonly Difference[] {
  if (writer.type !== 'array' && writer.type !== 'tuple') return [kindChanged(reading, reader, writer)];
  const lengths = lengthsOf(writer);
  const ours = lengthsOf(reader);
  const differences: Difference[] = [];
  if (lengths.min < ours.min || lengths.max > ours.max)
    differences.push(
      broken(
        reading,
        'tuple-length',
        `number of items ${reading.change(range(ours), range(lengths))}`,
        `lists with ${lengths.min < ours.min ? `fewer than ${ours.min}` : `more than ${ours.max}`} items`,
      ),
    );
  const places = Math.max(reader.items.length, writer.type === 'tuple' ? writer.items.length : 0) + 1;
  for (let place = 0; place < places; place++) {
    const [mine, theirs] = [slotAt(reader, place), slotAt(writer, place)];
    if (mine && theirs) differences.push(...reading.into(`[${place}]`, mine, theirs));
  }
  return differences;
}

type Lengths = { readonly min: number; readonly max: number };

const lengthsOf = (shape: ArrayShape | TupleShape): Lengths =>
  shape.type === 'array'
    ? { min: shape.minItems ?? 0, max: shape.maxItems ?? Infinity }
    : { min: requiredItems(shape), max: shape.rest ? Infinity : shape.items.length };

/** A tuple may end before its last items if they are optional. */
const requiredItems = ({ items }: TupleShape): number => items.findLastIndex(({ optional }) => !optional) + 1;

const range = ({ min, max }: Lengths): string => {
  if (min === max) return String(min);
  return Number.isFinite(max) ? `${min} to ${max}` : `${min} or more`;
};

/** The slot of a place, or of all places from the end of a tuple on. */
function slotAt(shape: ArrayShape | TupleShape, place: number): Slot | undefined {
  if (shape.type === 'array') return place < lengthsOf(shape).max ? shape.item : undefined;
  return shape.items[place] ?? shape.rest;
}
