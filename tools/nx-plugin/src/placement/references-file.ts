import { insertItem, removeItem, type ItemsInText } from './items-in-text.js';
import { PlacementError } from './placement-error.js';

/** The root's list of everything that is built. */
export const REFERENCES_FILE = 'tsconfig.json';
const LIST = /"references"\s*:\s*\[([^[\]]*)\]/d;
const ENTRY = /\{\s*"path"\s*:\s*"([^"\\]+)"\s*\}/g;

export const refersTo = (text: string, folder: string): boolean =>
  referencesOf(text).items.some(({ name }) => name === folder);

/** The text with a project reference to a folder, written as its neighbours are. */
export function addReference(text: string, folder: string): string {
  const list = referencesOf(text);
  const [neighbour] = list.items;
  const written = neighbour
    ? text.slice(neighbour.start, neighbour.end).replace(`"${neighbour.name}"`, `"${folder}"`)
    : `{ "path": "${folder}" }`;
  return insertItem(list, folder, written);
}

export const removeReference = (text: string, folder: string): string => removeItem(referencesOf(text), folder);

function referencesOf(text: string): ItemsInText {
  const found = LIST.exec(text);
  const span = found?.indices?.[1];
  if (!span)
    throw new PlacementError(
      'PLACEMENT_UNREADABLE',
      `${REFERENCES_FILE} has no list of references.`,
      'Add `"references": []` to it.',
    );
  const [start, end] = span;
  const items = [...text.slice(start, end).matchAll(ENTRY)].map((entry) => ({
    name: entry[1]!,
    start: start + entry.index,
    end: start + entry.index + entry[0].length,
  }));
  return { text, items, inner: { start, end } };
}
