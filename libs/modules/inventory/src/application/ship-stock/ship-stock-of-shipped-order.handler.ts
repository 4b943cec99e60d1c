import { OrderShipped } from '@contracts/shipping';
import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { Warehouse } from '../../persistence/warehouse.js';

/** Takes out of the warehouse what has left it. An order that was released before keeps nothing: its parcel is recalled. */
@EventsHandler(OrderShipped)
export class ShipStockOfShippedOrder implements IEventHandler<OrderShipped> {
  constructor(private readonly warehouse: Warehouse) {}

  async handle({ orderId }: OrderShipped): Promise<void> {
    await this.warehouse.ship(orderId);
  }
}
