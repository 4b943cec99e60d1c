import { OrderId } from '@contracts/shared';
import { z } from 'zod';

/** A mail about an order, as returned by queries. It omits the recipient, which is personal data. */
export const MailView = z.object({
  orderId: OrderId,
  /** Its Message-ID, without angle brackets; `null` where the customer has no address, so that nothing was sent. */
  messageId: z.string().nullable(),
  /** When it was handed over. */
  sentAt: z.date(),
});
export type MailView = z.output<typeof MailView>;
