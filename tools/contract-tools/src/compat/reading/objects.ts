import type { Field, ObjectShape, RecordShape, Shape, Slot } from '@multilith/contract/lock';
import { broken, type Difference, type Reading } from './reading.js';
import { renamedFields } from './renamed-fields.js';
import { kindChanged } from './text.js';
import { show } from './words.js';

/** What an object schema reads: objects, and records whose keys may be its fields. */
export function readObject(reading: Reading, reader: ObjectShape, writer: Shape): readonly Difference[] {
  if (writer.type === 'record') return readObjectFromRecord(reading, reader, writer);
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
  const theirs = writer.fields[name] ?? otherSlot(writer);
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

function readObjectFromRecord(reading: Reading, reader: ObjectShape, writer: RecordShape): readonly Difference[] {
  return Object.entries(reader.fields).flatMap(([name, field]) =>
    field.optional
      ? reading.into(name, field, writer.value)
      : [broken(reading, 'kind-changed', reading.change('object', 'record'), `records without \`${name}\``)],
  );
}

function readRecordFromObject(reading: Reading, reader: RecordShape, writer: ObjectShape): readonly Difference[] {
  if (reader.key.type !== 'string' || Object.keys(reader.key).length > 1) return [kindChanged(reading, reader, writer)];
  const fields = Object.entries(writer.fields);
  const others = otherSlot(writer);
  return [
    ...fields.flatMap(([name, field]) => reading.into(name, reader.value, field)),
    ...(others ? reading.into('{}', reader.value, others) : []),
  ];
}

/** Keys that every record of a schema has. */
function exhaustiveKeys({ key, value }: RecordShape): readonly unknown[] {
  return !value.optional && (key.type === 'enum' || key.type === 'literal') ? key.values : [];
}
