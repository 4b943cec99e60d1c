import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';
import type { MailView } from '@contracts/notifications';

/** Which mails were sent. */
@Injectable()
export class SentMails {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /** Records once per order that its mail was handed to the mailer; `null` if the order has no recipient. */
  async record(orderId: string, messageId: string | null): Promise<void> {
    await this.database.query(
      'INSERT INTO confirmation_mail (order_id, message_id) VALUES ($1, $2) ON CONFLICT (order_id) DO NOTHING',
      [orderId, messageId],
    );
  }

  /** Mails by order, in no particular order. */
  find(orderIds: readonly string[]): Promise<MailView[]> {
    return this.database.query(
      `SELECT order_id AS "orderId", message_id AS "messageId", sent_at AS "sentAt"
         FROM confirmation_mail WHERE order_id = ANY ($1::uuid[])`,
      [orderIds],
    );
  }
}
