/** A list inside a text, such as the entries of a JSON object, by where its items stand. */
export interface ItemsInText {
  readonly text: string;
  /** Where the content between the brackets begins and ends. */
  readonly inner: Span;
  readonly items: readonly (Span & { readonly name: string })[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Adds an item before the first one whose name comes later, in the form of its neighbours. Everything else stays as it
 * is to the byte, so that {@link removeItem} is the exact inverse.
 */
export function insertItem(list: ItemsInText, name: string, written: string): string {
  const { text, inner, items } = list;
  const next = items.find((item) => item.name > name);
  if (next) return splice(text, next.start, next.start, `${written},${leadOf(list, next)}`);
  const last = items.at(-1);
  if (last) return splice(text, last.end, last.end, `,${leadOf(list, last)}${written}`);
  return splice(text, inner.start, inner.end, `\n  ${written}\n`);
}

/** Removes an item with its comma; the last one leaves empty brackets. */
export function removeItem({ text, inner, items }: ItemsInText, name: string): string {
  const index = items.findIndex((item) => item.name === name);
  if (index === -1) return text;
  const [before, item, after] = [items[index - 1], items[index]!, items[index + 1]];
  if (after) return splice(text, item.start, after.start, '');
  if (before) return splice(text, before.end, item.end, '');
  return splice(text, inner.start, inner.end, '');
}

/** The white space before an item: a line break and its indentation, or a blank. */
function leadOf({ text }: ItemsInText, { start }: Span): string {
  return /\s*$/.exec(text.slice(0, start))![0] || ' ';
}

const splice = (text: string, start: number, end: number, inserted: string): string =>
  `${text.slice(0, start)}${inserted}${text.slice(end)}`;
