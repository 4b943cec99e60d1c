import { parseDocument, type Document } from 'yaml';

let last: { readonly text: string; readonly document: Document } | undefined;

/**
 * The parsed text of docker-compose.yml, for positions and values; not to be changed. Most edits leave the text as it is, so
 * the last text is not parsed again.
 */
export function composeDocument(text: string): Document {
  if (last?.text !== text) last = { text, document: parseDocument(text) };
  return last.document;
}
