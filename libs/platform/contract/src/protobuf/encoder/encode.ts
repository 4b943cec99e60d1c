import type { Writer } from '../bytes/writer.js';
import type { EnumForm } from '../form/form.js';

/**
 * Writes the content of a message from a position on, and returns the position behind it.
 * @throws NotEncodable, or an error of JavaScript, for a value that does not fit its form
 */
export type Encode = (writer: Writer, pos: number, value: never) => number;

/** The numbers of an enum by value. */
export const numbersOf = ({ values }: EnumForm): ReadonlyMap<unknown, number> =>
  new Map(values.map(({ value, number }) => [value, number]));
