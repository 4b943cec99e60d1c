import type { Shape } from '../../shape/shape.js';
import type { FormField, MessageForm, ScalarForm } from './form.js';
import * as scalars from './scalars.js';

/** Returns the form of a union of texts, numbers and booleans, which have different types in JSON. */
export function choiceForm(shape: Shape, types: ReadonlySet<scalars.JsonType>): MessageForm | ScalarForm {
  const number = types.size === 1 && scalars.isIntegral(shape) ? scalars.INTEGER : scalars.DOUBLE;
  const forms: Record<scalars.JsonType, ScalarForm> = { text: scalars.TEXT, number, boolean: scalars.BOOLEAN };
  const [only, ...others] = types;
  if (only !== undefined && others.length === 0) return forms[only];
  const fields = Object.entries(forms).map(([key, form], i): FormField => ({
    number: i + 1,
    name: key,
    key,
    label: 'option',
    nullable: false,
    form,
    shape,
  }));
  return {
    kind: 'message',
    of: 'choice',
    shape,
    fields: fields.filter(({ key }) => types.has(key as scalars.JsonType)),
    removed: [],
  };
}
