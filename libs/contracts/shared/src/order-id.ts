import { z } from 'zod';

/** Id of an order: a UUID, made by the orders context. */
export const OrderId = z.uuid();
/** Id of an order. */
export type OrderId = z.output<typeof OrderId>;
