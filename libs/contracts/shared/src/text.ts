import { z } from 'zod';

/** Text without control, format, surrogate or unassigned characters. */
const PRINTABLE = /^\P{C}*$/u;

/**
 * One line of text for people or for a code: trimmed, 1 to `max` UTF-16 units, printable characters only.
 *
 * @example name: line(200)
 */
export const line = (max: number) =>
  z.string().trim().min(1).max(max).regex(PRINTABLE, 'may hold printable characters only');
