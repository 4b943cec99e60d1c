import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetOrders, type OrderView } from '@contracts/orders';
import { currentCall } from '@multilith/contract';
import { requesterOf, visibleCustomer } from '../../domain/requester.js';
import { OrderStore } from '../../persistence/order.store.js';
import { viewOf } from '../order-view.js';

/** Answers the orders that the principal may see. */
@QueryHandler(GetOrders)
export class GetOrdersHandler implements IQueryHandler<GetOrders> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ orderIds }: GetOrders): Promise<OrderView[]> {
    const customerId = visibleCustomer(requesterOf(currentCall().principal));
    return (await this.orders.find(orderIds, { customerId })).map(viewOf);
  }
}
