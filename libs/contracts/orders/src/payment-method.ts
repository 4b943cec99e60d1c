import { z } from 'zod';

/**
 * How an order is paid: a name that payments and its provider understand, like `card`. Orders passes it on unread.
 * 1 to 40 lower-case letters, digits, `:`, `-` and `_`.
 */
export const PaymentMethod = z
  .string()
  .max(40)
  .regex(/^[a-z0-9:_-]+$/, 'a payment method is made of lower-case letters, digits, ":", "-" and "_"');
export type PaymentMethod = z.output<typeof PaymentMethod>;
