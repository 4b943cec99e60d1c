import { CustomerId, page, pageRequest } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { OrderState } from './order-state.js';
import { OrderView } from './order-view.js';

/** What the list is sorted by: the number an order got when it was placed. */
const OrderNumber = z.int().positive();

/**
 * A page of orders, the latest placed first. Without role `sales` it holds the principal's own orders only.
 *
 * @example await queries.execute(new ListOrders({ first: 50, state: 'PENDING' }));
 */
export class ListOrders extends query('orders.ListOrders', {
  input: z.object({
    ...pageRequest(z.tuple([OrderNumber])),
    /** Orders of this customer only. */
    customerId: CustomerId.optional(),
    /** Orders in this state only. */
    state: OrderState.optional(),
  }),
  output: page(OrderView),
  access: 'authenticated',
}) {}
