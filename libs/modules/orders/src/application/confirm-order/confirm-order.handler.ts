import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderConfirmed } from '@contracts/orders';
import { PaymentCaptured } from '@contracts/payments';
import { confirmation } from '../../domain/order-lifecycle.js';
import { OrderStore } from '../../persistence/order.store.js';

/** Confirms an order when its money is here. One that was called off meanwhile stays so; payments refunds it. */
@EventsHandler(PaymentCaptured)
export class ConfirmOrderHandler implements IEventHandler<PaymentCaptured> {
  constructor(
    private readonly orders: OrderStore,
    private readonly events: EventBus,
  ) {}

  async handle({ orderId }: PaymentCaptured): Promise<void> {
    const order = await this.orders.move(orderId, confirmation);
    if (!order) return;
    const { customerId, country, lines, total, placedAt } = order;
    this.events.publish(new OrderConfirmed({ orderId, customerId, country, lines: [...lines], total, placedAt }));
  }
}
