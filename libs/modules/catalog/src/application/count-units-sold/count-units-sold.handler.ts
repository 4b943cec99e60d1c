import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { changesOfUnitsSold } from '../../domain/units-sold.js';
import { Assortment } from '../../persistence/assortment.js';

/** Counts what confirmed orders sold, and takes it back when they are cancelled or returned. */
@EventsHandler(OrderConfirmed, OrderCancelled, OrderReturned)
export class CountUnitsSold implements IEventHandler<OrderConfirmed | OrderCancelled | OrderReturned> {
  constructor(private readonly assortment: Assortment) {}

  async handle(event: OrderConfirmed | OrderCancelled | OrderReturned): Promise<void> {
    await this.assortment.countSales(changesOfUnitsSold(event));
  }
}
