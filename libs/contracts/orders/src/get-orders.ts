import { OrderId } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { OrderView } from './order-view.js';

/**
 * Orders by id, in no particular order. Orders that do not exist or belong to another customer are left out; role `sales` sees
 * all.
 */
export class GetOrders extends query('orders.GetOrders', {
  input: z.object({ orderIds: z.array(OrderId).max(2000) }),
  output: z.array(OrderView),
  access: 'authenticated',
}) {}
