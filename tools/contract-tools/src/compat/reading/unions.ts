import type { ObjectShape, Shape, UnionShape } from '@multilith/contract/lock';
import { broken, type Difference, type Reading } from './reading.js';
import { kindChanged } from './text.js';
import { show } from './words.js';

/** What a discriminated union reads: unions with the same discriminator, and objects that are one of its options. */
export function readTagged(reading: Reading, reader: UnionShape, writer: Shape): readonly Difference[] {
  const options = taggedOptions(writer, reader.discriminator!);
  if (!options)
    return [
      writer.type === 'union'
        ? broken(
            reading,
            'discriminator',
            `discriminator ${reading.change(`\`${reader.discriminator}\``, `\`${writer.discriminator}\``)}`,
            'every value',
          )
        : kindChanged(reading, reader, writer),
    ];
  return options.flatMap(({ tag, shape }): readonly Difference[] => {
    const mine = reader.options.find((option) => option.tag === tag);
    if (mine) return reading.into(`(${tag})`, { shape: mine.shape }, { shape });
    return [
      broken(
        reading,
        'option-unknown',
        `option ${show(tag)} ${reading.readerIsNew ? 'removed' : 'added'}`,
        `values with \`${reader.discriminator}\` ${show(tag)}`,
      ),
    ];
  });
}

/** The options that a writer may write for a discriminator; `undefined` if it does not have it. */
function taggedOptions(
  writer: Shape,
  discriminator: string,
): readonly { readonly tag?: string; readonly shape: Shape }[] | undefined {
  if (writer.type === 'union') return writer.discriminator === discriminator ? writer.options : undefined;
  if (writer.type !== 'object') return undefined;
  return fixedValues(writer, discriminator)?.map((value) => ({
    tag: String(value),
    shape: withTag(writer, discriminator, value),
  }));
}

/** The object in which the discriminator has one value alone. */
function withTag(writer: ObjectShape, discriminator: string, value: string | number | boolean): ObjectShape {
  const tag = writer.fields[discriminator]!;
  const rules = tag.shape.refined === undefined ? {} : { refined: tag.shape.refined };
  const shape: Shape =
    typeof value === 'string'
      ? { type: 'enum', values: [value], ...rules }
      : { type: 'literal', values: [value], ...rules };
  return { ...writer, fields: { ...writer.fields, [discriminator]: { ...tag, shape } } };
}

function fixedValues(shape: ObjectShape, field: string): readonly (string | number | boolean)[] | undefined {
  const tag = shape.fields[field];
  if (!tag || tag.optional || tag.nullable) return undefined;
  if (tag.shape.type === 'literal') return tag.shape.values;
  return tag.shape.type === 'enum' && !tag.shape.open ? tag.shape.values : undefined;
}
