import { OrderId } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { PaymentView } from './payment-view.js';

/**
 * Payments by order, in no particular order. What does not exist (yet) or belongs to somebody else's order is left out;
 * role `sales` sees all.
 */
export class GetPayments extends query('payments.GetPayments', {
  input: z.object({ orderIds: z.array(OrderId).max(2000) }),
  output: z.array(PaymentView),
  access: 'authenticated',
}) {}
