/**
 * What would end a line, move the cursor or turn text around: control characters but the tab, the line separators of
 * Unicode, and its marks of direction. Terminals, editors and readers of lines disagree about which of them do.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Returns a text that others chose as one line for a terminal or a log: what cannot be printed is shown as JSON would write
 * it, `\n` or `\u001b`.
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : json;
}
