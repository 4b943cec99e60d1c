import type { Form, MessageForm } from '../form/form.js';

/**
 * Describes the content of a type, with types inside it by their names: two forms of one name and one signature are one
 * protobuf type.
 *
 * @param nameOf the name of a type that is declared on its own; `undefined` if it is declared where it is used
 */
export function signatureOf(form: Form, nameOf: (form: Form) => string | undefined): string {
  const within: MessageForm[] = [];
  const describe = (inner: Form, isRoot: boolean): string => {
    const name = isRoot ? undefined : nameOf(inner);
    if (name !== undefined) return `@${name}`;
    switch (inner.kind) {
      case 'scalar':
        return inner.type;
      case 'enum':
        return `enum(${inner.values.map(({ value, number }) => `${JSON.stringify(value)}=${number}`).join()})`;
      case 'message': {
        const depth = within.indexOf(inner);
        if (depth >= 0) return `^${depth}`;
        within.push(inner);
        const fields = inner.fields.map(
          (field) => `${field.number}:${field.name}:${field.label}:${field.nullable}:${describe(field.form, false)}`,
        );
        within.pop();
        return `${inner.of}(${fields.join()})`;
      }
      default:
        return inner.kind;
    }
  };
  return describe(form, true);
}
