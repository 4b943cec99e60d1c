import type { z } from 'zod';
import { DefinitionError } from '../../errors/definition.error.js';
import { defOf } from '../../wire/schema.js';
import type { MessageForm } from '../form/form.js';
import { checksOf } from './unwrap.js';

/** Whether a record has keys of any text and no rules of its own. */
export function isPlainRecord(schema: z.ZodType): boolean {
  const { type, keyType } = defOf(schema);
  return (
    type === 'record' &&
    checksOf(schema).length === 0 &&
    defOf(keyType!).type === 'string' &&
    checksOf(keyType!).length === 0
  );
}

/** Whether a message can hold itself. */
export function isRecursive(form: MessageForm, above: ReadonlySet<MessageForm> = new Set()): boolean {
  if (above.has(form)) return true;
  const within = new Set([...above, form]);
  return form.fields.some((field) => field.form.kind === 'message' && isRecursive(field.form, within));
}

/** Error for a field of the schema that the lock does not have: the lock is older. */
export const staleLock = (field: string): DefinitionError =>
  new DefinitionError(
    `The lock does not know the field '${field}', so it has no protobuf form.`,
    'Write the lock again: nx run-many -t contract.',
  );
