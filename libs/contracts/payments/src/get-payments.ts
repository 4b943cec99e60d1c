import { OrderId } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { PaymentView } from './payment-view.js';

/**
 * Payments by order, in no particular order. Payments that do not exist (yet) or belong to another customer's order are left out;
 * role `sales` sees all.
 */
export class GetPayments extends query('payments.GetPayments', {
  input: z.object({ orderIds: z.array(OrderId).max(2000) }),
  output: z.array(PaymentView),
  access: 'authenticated',
}) {}
