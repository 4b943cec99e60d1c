import { query, roles } from '@multilith/contract';
import { z } from 'zod';
import { OrderState } from './order-state.js';

/** How many orders there are in each state, for those who run the shop. */
export class CountOrders extends query('orders.CountOrders', {
  input: z.object({}),
  /** One entry per state, in the order of {@link OrderState}. */
  output: z.array(z.object({ state: OrderState, count: z.int().nonnegative() })),
  access: roles('operations'),
}) {}
