import { cursorOfThisSort, CustomerId, MinorUnits, page, sortedPageRequest } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { OrderState } from './order-state.js';
import { OrderView } from './order-view.js';

/** The number an order got when it arrived. */
const OrderNumber = z.int().positive();
/** A moment as milliseconds since 1970, of the years 1 to 9999. */
const Moment = z.int().min(Date.parse('0001-01-01T00:00:00Z')).max(Date.parse('9999-12-31T23:59:59.999Z'));

/**
 * A page of orders, the latest to arrive first if nothing else is said. Without role `sales` it holds the principal's own
 * orders only.
 *
 * @example await queries.execute(new ListOrders({ first: 50, state: 'PENDING' }));
 * @example new ListOrders({ placedFrom: new Date('2011-12-01'), placedBefore: new Date('2012-01-01'), sort: 'TOTAL' });
 */
export class ListOrders extends query('orders.ListOrders', {
  input: z
    .object({
      ...sortedPageRequest({
        by: { NUMBER: OrderNumber, PLACED_AT: Moment, TOTAL: MinorUnits },
        id: OrderNumber,
        default: 'NUMBER',
        descending: true,
      }),
      /** Orders of this customer only. */
      customerId: CustomerId.optional(),
      /** Orders in this state only. */
      state: OrderState.optional(),
      /** Orders whose business date is this one or later only. */
      placedFrom: z.date().optional(),
      /** Orders whose business date is earlier only. */
      placedBefore: z.date().optional(),
    })
    .refine(...cursorOfThisSort),
  output: page(OrderView),
  access: 'authenticated',
}) {}
