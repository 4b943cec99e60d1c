import { isMap, isScalar, isSeq } from 'yaml';
import { composeDocument } from './compose-document.js';
import type { Span } from './items-in-text.js';

/** One entry of a map or list in docker-compose.yml: whole lines, with their indentation and the last line break. */
interface Entry extends Span {
  /** The key of a map, the text of a list's item. */
  readonly name: string;
}

/** Lines that a service of docker-compose.yml has in some placements only. */
export interface ComposePiece {
  /** Where they stand: the keys that lead to a map or list with an entry per line. */
  readonly path: readonly string[];
  readonly name: string;
  /** Without indentation: `NATS_URL: nats://nats:4222`, `- hosts`. */
  readonly written: string;
  /** They follow the last entry with such a name, else the first one. `first`: they precede all. */
  readonly after: RegExp | 'first';
}

/** Adds a piece. Leaves a text that has an entry of that name, or no such map or list, as it is. */
export function addPiece(text: string, piece: ComposePiece): string {
  const entries = entriesOf(text, piece.path);
  if (!entries || entries.some(({ name }) => name === piece.name)) return text;
  const { after } = piece;
  const previous = after === 'first' ? undefined : (entries.findLast(({ name }) => after.test(name)) ?? entries[0]!);
  const at = previous ? previous.end : entries[0]!.start;
  return text.slice(0, at) + asLines(text, entries[0]!, piece.written) + text.slice(at);
}

/** Removes a piece if it stands there as {@link addPiece} writes it, and is not the only one of its map or list. */
export function removePiece(text: string, { path, name, written }: ComposePiece): string {
  const entries = entriesOf(text, path) ?? [];
  const found = entries.find((entry) => entry.name === name);
  if (!found || entries.length === 1) return text;
  if (text.slice(found.start, found.end) !== asLines(text, found, written)) return text;
  return text.slice(0, found.start) + text.slice(found.end);
}

/** Whether there is an entry of that name, however it is written. */
export const hasPiece = (text: string, { path, name }: Pick<ComposePiece, 'path' | 'name'>): boolean =>
  entriesOf(text, path)?.some((entry) => entry.name === name) === true;

function asLines(text: string, { start }: Span, written: string): string {
  const indentation = /^ */.exec(text.slice(start))![0];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return written
    .split('\n')
    .map((line) => `${indentation}${line}${lineBreak}`)
    .join('');
}

/** `undefined` if there is no such map or list, or if it does not have an entry per line. */
function entriesOf(text: string, path: readonly string[]): Entry[] | undefined {
  const node = composeDocument(text).getIn(path, true);
  if (!(isMap(node) || isSeq(node)) || node.flow || node.items.length === 0) return undefined;
  return node.items.flatMap((item): Entry[] => {
    const [first, last] = isSeq(node)
      ? [item, item]
      : [(item as { key: unknown }).key, (item as { value: unknown }).value];
    const from = rangeOf(first);
    if (!isScalar(first) || !from) return [];
    const to = rangeOf(last) ?? from;
    const start = text.lastIndexOf('\n', from[0] - 1) + 1;
    const content = text.slice(0, to[1]).trimEnd().length;
    const lineEnd = text.indexOf('\n', content);
    return [{ name: String(first.value), start, end: lineEnd === -1 ? text.length : lineEnd + 1 }];
  });
}

const rangeOf = (node: unknown): readonly [number, number, number] | undefined =>
  (node as { range?: [number, number, number] } | null)?.range;
