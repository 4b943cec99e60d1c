import type { ContractDocs, SchemaDocs } from '../source/contract-docs.js';
import type { FieldDocs } from '../source/field-docs.js';

/** What generated artefacts repeat from the sources of a contract. */
export type ArtefactDocs = Pick<ContractDocs, 'message' | 'error' | 'type'>;

/** A schema's fields as the sources describe them, with the types that it refers to. */
export interface DescribedSchema {
  readonly fields: FieldDocs;
  type(name: string): SchemaDocs;
}

/** The first paragraph of a comment. */
export const summaryOf = (text: string | undefined): string | undefined => text?.split('\n\n')[0];

/** What a comment says about the values of an enum, in a list with items like ``- `PENDING`: placed``. */
export function valueDocs(text: string | undefined): ReadonlyMap<string, string> {
  const items = [...(text ?? '').matchAll(/^[-*] `([^`]+)`(?::|,| –| -) (.+)$/gm)];
  return new Map(items.map(([, value, doc]) => [value!, doc!]));
}
