/** Numbers that protobuf keeps for itself. */
const RESERVED = { first: 19_000, last: 19_999 };

/** The first number for a field after all that were ever used. */
export function nextFieldNumber(used: Iterable<number>): number {
  const next = Math.max(0, ...used) + 1;
  return next >= RESERVED.first && next <= RESERVED.last ? RESERVED.last + 1 : next;
}

/** The first number for a value of an enum after all that were ever used; 0 stands for no value. */
export const nextValueNumber = (used: Iterable<number>): number => Math.max(0, ...used) + 1;
