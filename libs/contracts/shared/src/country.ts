import type { z } from 'zod';
import { line } from './text.js';

/** Name of a country as people write it, like `United Kingdom`. Trimmed, 1 to 60 printable characters. */
export const Country = line(60);
/** Name of a country. */
export type Country = z.output<typeof Country>;
