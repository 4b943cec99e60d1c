import { OrderId } from '@contracts/shared';
import { z } from 'zod';

/** A mail about an order, as queries answer it. It does not say to whom: that is the customer's own business. */
export const MailView = z.object({
  orderId: OrderId,
  /** Its Message-ID, without angle brackets; `null` where the customer has no address, so that nothing was sent. */
  messageId: z.string().nullable(),
  /** When it was handed over. */
  sentAt: z.date(),
});
export type MailView = z.output<typeof MailView>;
