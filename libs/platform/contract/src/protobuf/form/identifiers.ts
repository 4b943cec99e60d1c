/**
 * Converts a text to lower snake case as `buf lint` expects it: `orderId` → `order_id`, `URLPath` → `url_path`. Characters
 * that protobuf names cannot have become underscores. Empty if nothing is left.
 */
export const lowerSnake = (text: string): string => snake(text).toLowerCase();

/** Like {@link lowerSnake}, in upper case. */
export const upperSnake = (text: string): string => snake(text).toUpperCase();

/** Converts a text to Pascal case: `order_lines` and `orderLines` → `OrderLines`. */
export const pascal = (text: string): string =>
  plain(text)
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The JSON name that protobuf gives to a field without a `json_name`. */
export const defaultJsonName = (field: string): string =>
  field.replace(/_+(.?)/g, (_, next: string) => next.toUpperCase());

const plain = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '');

const isUpper = (char: string | undefined): boolean => char !== undefined && /[A-Z]/.test(char);
const isLower = (char: string | undefined): boolean => char !== undefined && /[a-z]/.test(char);

function snake(text: string): string {
  const chars = [...plain(text)];
  let name = '';
  for (const [i, char] of chars.entries()) {
    const next = chars[i + 1];
    // A word starts at a capital after a small letter, or at the last of several capitals.
    const startsWord = isUpper(char) && (isLower(chars[i - 1]) || (i + 1 < chars.length && !/[A-Z0-9_]/.test(next!)));
    name += startsWord && name !== '' && !name.endsWith('_') ? `_${char}` : char;
  }
  return name;
}
