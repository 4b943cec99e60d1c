import { OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/** Every line of the order is reserved. */
export class StockReserved extends event('inventory.StockReserved', {
  payload: z.object({ orderId: OrderId }),
  key: ({ orderId }) => orderId,
}) {}
