import { OrderCancelled, OrderRejected } from '@contracts/orders';
import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { Warehouse } from '../../persistence/warehouse.js';

/** Gives back the stock of an order that was cancelled or rejected, whether or not it was reserved yet. */
@EventsHandler(OrderCancelled, OrderRejected)
export class ReleaseStockOfFailedOrder implements IEventHandler<OrderCancelled | OrderRejected> {
  constructor(private readonly warehouse: Warehouse) {}

  async handle({ orderId }: OrderCancelled | OrderRejected): Promise<void> {
    await this.warehouse.release(orderId);
  }
}
