import type { EnumForm, Form, MessageForm } from '../form/form.js';
import { pascal } from '../form/identifiers.js';
import { signatureOf } from './signature.js';

/** A form that is declared as a message or enum of its own. */
export type DeclaredForm = MessageForm | EnumForm;

/** The types that a file declares at its outermost level under the names of exports, like `OrderLine`. */
export interface NamedTypes {
  /** Name of the type that a form is declared as; `undefined` if it is declared inside the message that uses it. */
  nameOf(form: Form): string | undefined;
  /** The types, sorted by name. */
  readonly types: readonly (readonly [name: string, form: DeclaredForm])[];
}

/**
 * Gathers the named types inside some messages. A name that a message has, or that two different types have, is not used:
 * these types are declared where they are used.
 */
export function namedTypes(roots: Iterable<MessageForm>, taken: ReadonlySet<string>): NamedTypes {
  const found = new Map<string, DeclaredForm[]>();
  const seen = new Set<Form>(roots);
  const visit = (form: Form): void => {
    if (form.kind !== 'message') return;
    for (const { form: inner, label } of form.fields) {
      if (seen.has(inner)) continue;
      seen.add(inner);
      const name = label === 'option' ? undefined : exportedName(inner);
      if (name !== undefined && !taken.has(name)) found.set(name, [...(found.get(name) ?? []), inner as DeclaredForm]);
      visit(inner);
    }
  };
  for (const root of roots) visit(root);

  const names = new Map<Form, string>();
  for (const [name, forms] of found) for (const form of forms) names.set(form, name);
  for (const [name, forms] of found) {
    const signatures = new Set(forms.map((form) => signatureOf(form, (inner) => names.get(inner))));
    if (signatures.size === 1) continue;
    found.delete(name);
    for (const form of forms) names.delete(form);
  }
  const types = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, forms]) => [name, forms[0]!] as const);
  return { nameOf: (form) => names.get(form), types };
}

function exportedName(form: Form): string | undefined {
  if (form.kind === 'enum' || (form.kind === 'message' && form.of !== 'wrapper')) {
    const { name } = form.shape;
    const clean = name === undefined ? '' : pascal(name);
    return /^[A-Z]/.test(clean) ? clean : undefined;
  }
  return undefined;
}
