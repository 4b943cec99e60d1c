import { z } from 'zod';

/** How many units one line may ask for. */
export const MAX_QUANTITY = 1_000_000;

/** Units on one line of an order or a delivery: a whole number from 1 to {@link MAX_QUANTITY}. */
export const Quantity = z.int().min(1).max(MAX_QUANTITY);
/** Units on one line of an order or a delivery. */
export type Quantity = z.output<typeof Quantity>;
