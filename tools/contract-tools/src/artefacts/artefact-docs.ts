import type { ContractDocs } from '../source/contract-docs.js';

/** Doc comments of a contract's sources, which generated artefacts repeat. */
export type ArtefactDocs = Pick<ContractDocs, 'contract' | 'message' | 'error' | 'type'>;

/** The first paragraph of a comment. */
export const summaryOf = (text: string | undefined): string | undefined => text?.split('\n\n')[0];

/** What a comment says about the values of an enum, in a list with items like ``- `PENDING`: placed``. */
export function valueDocs(text: string | undefined): ReadonlyMap<string, string> {
  const items = [...(text ?? '').matchAll(/^[-*] `([^`]+)`(?::|,| –| -) (.+)$/gm)];
  return new Map(items.map(([, value, doc]) => [value!, doc!]));
}
