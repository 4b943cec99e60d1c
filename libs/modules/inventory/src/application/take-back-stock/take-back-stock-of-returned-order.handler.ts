import { OrderReturned } from '@contracts/orders';
import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { Warehouse } from '../../persistence/warehouse.js';

/** Puts back on the shelves what came back of an order. */
@EventsHandler(OrderReturned)
export class TakeBackStockOfReturnedOrder implements IEventHandler<OrderReturned> {
  constructor(private readonly warehouse: Warehouse) {}

  async handle({ returnId, orderId, lines }: OrderReturned): Promise<void> {
    const units = lines.map(({ sku, quantity }) => ({ sku, quantity }));
    // orders and shipping journal independently: the departure event may arrive later.
    await this.warehouse.ship(orderId);
    await this.warehouse.takeBack(returnId, orderId, units);
  }
}
