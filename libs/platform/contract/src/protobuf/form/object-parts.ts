import type { Field, ObjectShape } from '../../shape/shape.js';
import type { FormField, MessageForm, RemovedField } from './form.js';
import { lowerSnake } from './identifiers.js';
import { byNumber } from './numbers.js';

/** The discriminator of an option, if it has a single value. */
export function impliedBy({ fields }: ObjectShape, discriminator: string | undefined): MessageForm['implied'] {
  const field = discriminator === undefined ? undefined : fields[discriminator];
  if (field?.shape.type === 'null') return { key: discriminator!, value: null };
  if (field?.shape.type !== 'literal' && field?.shape.type !== 'enum') return undefined;
  const { values } = field.shape;
  return values.length === 1 ? { key: discriminator!, value: values[0]! } : undefined;
}

/** Fields or options that were removed and whose numbers no present one has. */
export function removedOf(
  removed: Readonly<Record<string, Field | number>> | undefined,
  fields: readonly FormField[],
): RemovedField[] {
  const all = Object.entries(removed ?? {}).map(([key, was]) => ({
    number: typeof was === 'number' ? was : (was.number ?? 0),
    name: lowerSnake(key),
  }));
  return byNumber(all.filter(({ number }) => number > 0 && !fields.some((field) => field.number === number)));
}
