import { MAX_DEPTH } from '../bytes/reader.js';
import type { MessageForm } from './form.js';

/** Whether a message can hold itself, or messages so deep inside each other that their depth has to be counted. */
export function isRecursive(form: MessageForm, above: ReadonlySet<MessageForm> = new Set()): boolean {
  if (above.has(form) || above.size >= MAX_DEPTH) return true;
  const within = new Set([...above, form]);
  return form.fields.some((field) => field.form.kind === 'message' && isRecursive(field.form, within));
}
