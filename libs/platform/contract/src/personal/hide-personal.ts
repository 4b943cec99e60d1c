/** Stands where a personal value stood. */
export const HIDDEN = '[personal]';

/** Shorter values occur everywhere by chance; hiding them would make the text unreadable. In characters. */
const SHORTEST = 3;

/**
 * A text without the given values, in upper or lower case. A value of fewer than three characters stays.
 *
 * @example hidePersonal('550 no mailbox Ada@example.org', ['ada@example.org']) // '550 no mailbox [personal]'
 */
export function hidePersonal(text: string, values: readonly string[]): string {
  // Longest first, so that a value inside another does not leave the rest of it readable.
  const inUpperCase = text.toUpperCase();
  const shown = values
    // An expression of all values of a large message takes a second to compile and blocks the process meanwhile.
    .filter((value) => value.length >= SHORTEST && inUpperCase.includes(value.toUpperCase()))
    .sort((a, b) => b.length - a.length);
  if (shown.length === 0) return text;
  return text.replace(new RegExp(shown.map(escaped).join('|'), 'gi'), HIDDEN);
}

const escaped = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
