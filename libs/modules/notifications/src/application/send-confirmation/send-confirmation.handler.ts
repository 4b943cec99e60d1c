import { EventsHandler, QueryBus, type IEventHandler } from '@nestjs/cqrs';
import { FindCustomer } from '@contracts/customers';
import { OrderConfirmed } from '@contracts/orders';
import { currentCall } from '@multilith/contract';
import { confirmationOf } from '../../domain/confirmation.js';
import { Mailer } from '../../mail/mailer.js';
import { SentMails } from '../../persistence/sent-mails.js';

/**
 * Writes to a customer whose order is confirmed.
 *
 * The mail comes first: no transaction is open while a server takes it. If the process dies before it is written down,
 * the event is handled again and the mail sent again, under the same Message-ID, because that follows from the event.
 */
@EventsHandler(OrderConfirmed)
export class SendConfirmationHandler implements IEventHandler<OrderConfirmed> {
  constructor(
    private readonly queries: QueryBus,
    private readonly mailer: Mailer,
    private readonly sent: SentMails,
  ) {}

  async handle(order: OrderConfirmed): Promise<void> {
    const { orderId, customerId } = order;
    const customer = await this.queries.execute(new FindCustomer({ customerId }));
    if (!customer?.email) {
      await this.sent.record(orderId, null);
      return;
    }
    const messageId = `${currentCall().event!.id}@shop.example`;
    const to = { name: customer.name, address: customer.email };
    await this.mailer.send({ messageId, to, ...confirmationOf(order, customer.name) });
    await this.sent.record(orderId, messageId);
  }
}
