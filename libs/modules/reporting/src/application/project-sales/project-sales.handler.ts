import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderCancelled, OrderConfirmed } from '@contracts/orders';
import { saleOf } from '../../domain/sale.js';
import { SalesBook } from '../../persistence/sales-book.js';

/** Books confirmed orders as sales, and takes those back that are cancelled. */
@EventsHandler(OrderConfirmed, OrderCancelled)
export class ProjectSales implements IEventHandler<OrderConfirmed | OrderCancelled> {
  constructor(private readonly sales: SalesBook) {}

  async handle(event: OrderConfirmed | OrderCancelled): Promise<void> {
    if (event instanceof OrderConfirmed) await this.sales.add(saleOf(event));
    else if (event.wasConfirmed) await this.sales.takeBack(saleOf(event));
  }
}
