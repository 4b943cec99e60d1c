import { OrderId } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { ReturnView } from './return-view.js';

/**
 * The returns of orders, by order, in no particular order; those of one order from the first to the last. Orders without
 * returns, and those of other customers, are left out; role `sales` sees all.
 */
export class GetReturns extends query('orders.GetReturns', {
  input: z.object({ orderIds: z.array(OrderId).max(2000) }),
  output: z.array(z.object({ orderId: OrderId, returns: z.array(ReturnView) })),
  access: 'authenticated',
}) {}
