/**
 * What would end a line, move the cursor or turn text around: control characters but the tab, the line separators of
 * Unicode, and its marks of direction. Terminals, editors and readers of lines disagree about which of them do.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/** The same within a line of JSON, where the control characters of ASCII are escaped already. */
const UNPRINTABLE_IN_JSON = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/** Colours and weights. */
// eslint-disable-next-line no-control-regex
const STYLE = /(\x1b\[[\d;]*m)/;

/** The text as one line: what cannot be printed is shown as JSON would write it, `\n` or `\u001b`. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** The same for a line that may have colours of its own. */
export const printableWithColours = (line: string): string =>
  line
    .split(STYLE)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');

/** A line of JSON that is one line for every reader; its value stays the same. */
export const printableJson = (line: string): string => line.replace(UNPRINTABLE_IN_JSON, escaped);

function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : json;
}
