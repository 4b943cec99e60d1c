/** Text that replaces a personal value. */
export const HIDDEN = '[personal]';

/**
 * Shortest value that is hidden, in characters. Shorter values occur everywhere by chance; hiding them would make the
 * text unreadable.
 */
const MIN_VALUE_LENGTH = 3;

/**
 * Returns a text without the given values, in upper or lower case. A value of fewer than three characters stays.
 *
 * @example hidePersonal('550 no mailbox Ada@example.org', ['ada@example.org']) // '550 no mailbox [personal]'
 */
export function hidePersonal(text: string, values: readonly string[]): string {
  // Longest first: replacing a shorter value first could leave the rest of a longer one readable.
  const inUpperCase = text.toUpperCase();
  const shown = values
    // One regular expression of all values of a large message takes a second to compile and blocks the process
    // meanwhile.
    .filter((value) => value.length >= MIN_VALUE_LENGTH && inUpperCase.includes(value.toUpperCase()))
    .sort((a, b) => b.length - a.length);
  if (shown.length === 0) return text;
  return text.replace(new RegExp(shown.map(escaped).join('|'), 'gi'), HIDDEN);
}

const escaped = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
