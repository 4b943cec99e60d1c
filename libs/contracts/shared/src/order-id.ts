import { z } from 'zod';

/** Id of an order: a UUID, made by the orders context. Capitals become small letters, as ids are stored and compared. */
export const OrderId = z.uuid().toLowerCase();
/** Id of an order. */
export type OrderId = z.output<typeof OrderId>;
