import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderFulfilled } from '@contracts/orders';
import { OrderShipped } from '@contracts/shipping';
import { OrderStore } from '../../persistence/order.store.js';

/** Records that an order has left. An order that was cancelled meanwhile stays so; shipping recalls the parcel. */
@EventsHandler(OrderShipped)
export class RecordShipmentHandler implements IEventHandler<OrderShipped> {
  constructor(
    private readonly orders: OrderStore,
    private readonly events: EventBus,
  ) {}

  async handle({ orderId, shippedAt }: OrderShipped): Promise<void> {
    if (await this.orders.recordShipment(orderId, shippedAt))
      this.events.publish(new OrderFulfilled({ orderId, shippedAt }));
  }
}
