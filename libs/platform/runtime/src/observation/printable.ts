/**
 * Characters that can end a line, move the cursor or change text direction: control characters except tab, Unicode line
 * separators and directional marks. Terminals, editors and line readers differ in which of them they obey.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Returns an untrusted text as one line for a terminal or a log: unprintable characters are escaped as in JSON, `\n` or
 * `\u001b`.
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : json;
}
