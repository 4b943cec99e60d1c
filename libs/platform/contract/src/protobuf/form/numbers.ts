/** The range that protobuf keeps for itself. */
const RESERVED_FIRST = 19_000;
const RESERVED_LAST = 19_999;
const MAX_FIELD_NUMBER = 2 ** 29 - 1;

/** Whether a field can have a number. */
export const isFieldNumber = (number: number): boolean =>
  Number.isInteger(number) &&
  number >= 1 &&
  number <= MAX_FIELD_NUMBER &&
  !(number >= RESERVED_FIRST && number <= RESERVED_LAST);

/** The number after the highest one. */
export function nextNumber(numbered: readonly { readonly number: number }[]): number {
  const next = Math.max(0, ...numbered.map(({ number }) => number)) + 1;
  return next >= RESERVED_FIRST && next <= RESERVED_LAST ? RESERVED_LAST + 1 : next;
}

/** In the order of their numbers. */
export const byNumber = <T extends { readonly number: number }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => a.number - b.number);
