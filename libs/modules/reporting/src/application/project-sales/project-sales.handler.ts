import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { saleOf, saleReturned } from '../../domain/sale.js';
import { SalesBook } from '../../persistence/sales-book.js';

/** Books confirmed orders as sales, and takes back those that are cancelled and what is returned of others. */
@EventsHandler(OrderConfirmed, OrderCancelled, OrderReturned)
export class ProjectSales implements IEventHandler<OrderConfirmed | OrderCancelled | OrderReturned> {
  constructor(private readonly sales: SalesBook) {}

  async handle(event: OrderConfirmed | OrderCancelled | OrderReturned): Promise<void> {
    if (event instanceof OrderConfirmed) await this.sales.add(saleOf(event));
    else if (event instanceof OrderReturned) await this.sales.reduce(saleReturned(event));
    else if (event.wasConfirmed) await this.sales.takeBack(saleOf(event));
  }
}
