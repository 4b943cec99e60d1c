import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CountOrders, OrderState } from '@contracts/orders';
import { OrderList } from '../../persistence/order-list.js';

/** Counts the orders of every state. */
@QueryHandler(CountOrders)
export class CountOrdersHandler implements IQueryHandler<CountOrders> {
  constructor(private readonly orders: OrderList) {}

  async execute(): Promise<{ state: OrderState; count: number }[]> {
    const counts = await this.orders.countByState();
    return OrderState.options.map((state) => ({ state, count: counts.get(state) ?? 0 }));
  }
}
