import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { StockShort } from '@contracts/inventory';
import { OrderRejected } from '@contracts/orders';
import { PaymentDeclined } from '@contracts/payments';
import { rejection } from '../../domain/order-lifecycle.js';
import { reasonOf } from '../../domain/rejection-reason.js';
import { OrderStore } from '../../persistence/order.store.js';

/** Rejects an order when its stock runs short or its payment is declined. One that was called off meanwhile stays so. */
@EventsHandler(StockShort, PaymentDeclined)
export class RejectOrderHandler implements IEventHandler<StockShort | PaymentDeclined> {
  constructor(
    private readonly orders: OrderStore,
    private readonly events: EventBus,
  ) {}

  async handle(event: StockShort | PaymentDeclined): Promise<void> {
    const { orderId } = event;
    const reason = reasonOf(event);
    const order = await this.orders.move(orderId, rejection, reason);
    if (order) this.events.publish(new OrderRejected({ orderId, customerId: order.customerId, reason }));
  }
}
