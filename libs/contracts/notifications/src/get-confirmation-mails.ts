import { OrderId } from '@contracts/shared';
import { query, roles } from '@multilith/contract';
import { z } from 'zod';
import { MailView } from './mail-view.js';

/** The confirmation mails of orders, in no particular order. Orders that were never confirmed have none. */
export class GetConfirmationMails extends query('notifications.GetConfirmationMails', {
  input: z.object({ orderIds: z.array(OrderId).max(2000) }),
  output: z.array(MailView),
  access: roles('sales'),
}) {}
