import type { z } from 'zod';
import { line } from './text.js';

/**
 * Id of a customer: trimmed, 1 to 64 printable characters. A customer who signs in has it as the subject of the token.
 */
export const CustomerId = line(64);
/** Id of a customer. */
export type CustomerId = z.output<typeof CustomerId>;
