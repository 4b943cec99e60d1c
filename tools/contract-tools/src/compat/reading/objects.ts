import type { Field, ObjectShape, RecordShape, Shape, Slot, UnionShape } from '@multilith/contract/lock';
import { canonical } from './canonical.js';
import { broken, type Difference, type Reading } from './reading.js';
import { renamedFields } from './renamed-fields.js';
import { kindChanged } from './text.js';
import { show } from './words.js';

/** What an object schema reads: objects, and records whose keys may be its fields. */
export function readObject(reading: Reading, reader: ObjectShape, writer: Shape): readonly Difference[] {
  if (writer.type === 'record') return readObjectFromRecord(reading, reader, writer);
  if (writer.type === 'union') return readObjectFromUnion(reading, reader, writer);
  if (writer.type !== 'object') return [kindChanged(reading, reader, writer)];
  const { readerIsNew } = reading;
  const renames = renamedFields(readerIsNew ? writer : reader, readerIsNew ? reader : writer);
  const differences = [...renames].map(([before, after]) => renamed(reading, before, after, reader, writer));
  const isRenamed = new Set(readerIsNew ? renames.values() : renames.keys());
  const wasRenamed = new Set(readerIsNew ? renames.keys() : renames.values());
  for (const [name, field] of Object.entries(reader.fields))
    if (!isRenamed.has(name)) differences.push(...readField(reading, name, field, writer));
  for (const [name, field] of Object.entries(writer.fields))
    if (!Object.hasOwn(reader.fields, name) && !wasRenamed.has(name))
      differences.push(...readExtraField(reading, name, field, reader));
  return [...differences, ...readOthers(reading, reader, writer)];
}

/** What a record schema reads: records, and objects whose fields are like its values. */
export function readRecord(reading: Reading, reader: RecordShape, writer: Shape): readonly Difference[] {
  if (writer.type === 'object') return readRecordFromObject(reading, reader, writer);
  if (writer.type !== 'record') return [kindChanged(reading, reader, writer)];
  const differences = [...reading.into('{key}', { shape: reader.key }, { shape: writer.key })];
  const missing = exhaustiveKeys(reader).filter((key) => !exhaustiveKeys(writer).includes(key));
  if (missing.length > 0)
    differences.push(
      broken(
        reading,
        'key-required',
        `key ${missing.map(show).join(', ')} ${reading.readerIsNew ? 'added' : 'removed'}`,
        `records without ${missing.map(show).join(', ')}`,
      ),
    );
  return [...differences, ...reading.into('{}', reader.value, writer.value)];
}

function readField(reading: Reading, name: string, field: Field, writer: ObjectShape): readonly Difference[] {
  const theirs = Object.hasOwn(writer.fields, name) ? writer.fields[name] : otherSlot(writer);
  return readPresent(reading, name, field, theirs).map((difference) => ({
    reader: field,
    writer: theirs,
    ...difference,
  }));
}

function readPresent(reading: Reading, name: string, field: Field, theirs: Field | undefined): readonly Difference[] {
  const at = { ...reading, path: [...reading.path, name] };
  if (!theirs) {
    if (!field.optional)
      return [
        broken(
          at,
          'field-required',
          `field ${reading.readerIsNew ? 'added, required' : 'removed'}`,
          `content without \`${name}\``,
        ),
      ];
    return reading.readerIsNew
      ? []
      : [{ ...broken(at, 'field-removed', 'optional field removed', ''), verdict: 'careful' }];
  }
  const isAbsent = Boolean(theirs.optional) && !(reading.values === 'written' && 'default' in theirs);
  const presence: Difference[] =
    isAbsent && !field.optional
      ? [
          broken(
            at,
            'field-required',
            reading.readerIsNew ? 'now required' : 'now optional',
            `content without \`${name}\``,
          ),
        ]
      : [];
  return [...presence, ...readDefault(at, field, theirs), ...reading.into(name, field, theirs)];
}

/** The meaning of a missing field is part of the contract for writers that leave the field out. */
function readDefault(at: Reading, field: Field, theirs: Field): Difference[] {
  if (!at.readerIsNew || !('default' in theirs) || at.values === 'written') return [];
  if ('default' in field && JSON.stringify(field.default) === JSON.stringify(theirs.default)) return [];
  if (!field.optional) return [];
  const what = `default ${show(theirs.default)} → ${'default' in field ? show(field.default) : 'none'}`;
  return [{ ...broken(at, 'default', what, ''), verdict: 'careful' }];
}

/** A field that the reader does not name. */
function readExtraField(reading: Reading, name: string, field: Field, reader: ObjectShape): readonly Difference[] {
  return readUnnamed(reading, name, field, reader).map((difference) => ({
    reader: undefined,
    writer: field,
    ...difference,
  }));
}

function readUnnamed(reading: Reading, name: string, field: Field, reader: ObjectShape): readonly Difference[] {
  const at = { ...reading, path: [...reading.path, name] };
  const what = `field ${reading.readerIsNew ? 'removed' : 'added'}`;
  if (reader.others === 'refuse') return [broken(at, 'field-unknown', what, `content with \`${name}\``)];
  if (reader.others) return reading.into(name, reader.others, field);
  return reading.readerIsNew ? [{ ...broken(at, 'field-removed', what, ''), verdict: 'careful' }] : [];
}

/** Fields that neither side names. */
function readOthers(reading: Reading, reader: ObjectShape, writer: ObjectShape): readonly Difference[] {
  const theirs = otherSlot(writer);
  const differences: Difference[] = [];
  if (theirs) {
    if (reader.others === 'refuse')
      differences.push(
        broken(reading, 'others', reading.change('refuses other fields', 'keeps other fields'), 'other fields'),
      );
    else if (reader.others) differences.push(...reading.into('{}', reader.others, theirs));
    else if (reading.readerIsNew)
      differences.push({
        ...broken(reading, 'others', reading.change('drops other fields', 'keeps other fields'), ''),
        verdict: 'careful',
      });
  } else if (reader.others !== undefined && writer.others === undefined && reading.values === 'accepted')
    differences.push({
      ...broken(
        reading,
        'others',
        reading.change(`${reader.others === 'refuse' ? 'refuses' : 'checks'} other fields`, 'ignores other fields'),
        'other fields',
      ),
      verdict: 'careful',
    });
  return differences;
}

const otherSlot = ({ others }: ObjectShape): Slot | undefined =>
  others === undefined || others === 'refuse' ? undefined : { ...others, optional: true };

function renamed(
  reading: Reading,
  before: string,
  after: string,
  reader: ObjectShape,
  writer: ObjectShape,
): Difference {
  const [from, to] = reading.readerIsNew ? [before, after] : [after, before];
  const field = reader.fields[to]!;
  return {
    ...broken(
      { ...reading, path: [...reading.path, before] },
      'field-renamed',
      `renamed to \`${after}\``,
      field.optional ? `\`${from}\`, silently: the value is lost` : `content without \`${to}\``,
    ),
    renamedTo: after,
    reader: field,
    writer: writer.fields[from],
  };
}

/** Each option is read like an object of its own. References to the reader would lead one step too far. */
function readObjectFromUnion(reading: Reading, reader: ObjectShape, writer: UnionShape): readonly Difference[] {
  if (canonical(reader).includes('"type":"ref"')) return [kindChanged(reading, reader, writer)];
  return writer.options.flatMap(({ tag, shape }) => reading.into(`(${tag})`, { shape: reader }, { shape }));
}

/** Whether a record may have a key is decided by the key's schema; other keys than its fields are other fields to an object. */
function readObjectFromRecord(reading: Reading, reader: ObjectShape, writer: RecordShape): readonly Difference[] {
  const always = exhaustiveKeys(writer);
  const known = keysOf(writer);
  const differences = Object.entries(reader.fields).flatMap(([name, field]) => {
    if (known && !known.includes(name)) return readField(reading, name, field, NO_FIELDS);
    return field.optional || always.includes(name)
      ? reading.into(name, field, writer.value)
      : [broken(reading, 'kind-changed', reading.change('object', 'record'), `records without \`${name}\``)];
  });
  const areAllNamed = known?.every((key) => Object.hasOwn(reader.fields, String(key))) === true;
  return areAllNamed ? differences : [...differences, ...readOthers(reading, reader, othersOf(writer))];
}

const NO_FIELDS: ObjectShape = { type: 'object', fields: {} };
const othersOf = ({ value }: RecordShape): ObjectShape => ({ ...NO_FIELDS, others: value });

function readRecordFromObject(reading: Reading, reader: RecordShape, writer: ObjectShape): readonly Difference[] {
  const fields = Object.entries(writer.fields);
  const names = fields.map(([name]) => name);
  const present = fields.filter(([, { optional }]) => !optional).map(([name]) => name);
  const missing = exhaustiveKeys(reader).filter((key) => !present.includes(String(key)));
  if (missing.length > 0) return [kindChanged(reading, reader, writer)];
  const keys: Shape[] = [
    ...(names.length > 0 ? [{ type: 'enum', values: names } as const] : []),
    ...(otherSlot(writer) ? [{ type: 'string' } as const] : []),
  ];
  return [
    ...keys.flatMap((shape) => reading.into('{key}', { shape: reader.key }, { shape })),
    ...fields.flatMap(([name, field]) => reading.into(name, reader.value, field)),
    ...readOthers(reading, { ...NO_FIELDS, others: reader.value }, writer),
  ];
}

/** The keys that a record can have; `undefined` if they are not fixed. */
const keysOf = ({ key }: RecordShape): readonly unknown[] | undefined =>
  (key.type === 'enum' && !key.open) || key.type === 'literal' ? key.values : undefined;

/** Keys that every record of a schema has. */
function exhaustiveKeys({ key, value }: RecordShape): readonly unknown[] {
  return !value.optional && (key.type === 'enum' || key.type === 'literal') ? key.values : [];
}
