import type { z } from 'zod';
import { line } from './text.js';

/** Code of a product, like `85123A`. Trimmed, 1 to 40 printable characters; upper and lower case are different codes. */
export const Sku = line(40);
/** Code of a product. */
export type Sku = z.output<typeof Sku>;
