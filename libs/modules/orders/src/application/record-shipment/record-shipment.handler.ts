import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderShipped } from '@contracts/shipping';
import { OrderStore } from '../../persistence/order.store.js';

/** Notes that an order has left. One that was cancelled meanwhile stays so; shipping recalls it. */
@EventsHandler(OrderShipped)
export class RecordShipmentHandler implements IEventHandler<OrderShipped> {
  constructor(private readonly orders: OrderStore) {}

  async handle({ orderId, shippedAt }: OrderShipped): Promise<void> {
    await this.orders.recordShipment(orderId, shippedAt);
  }
}
