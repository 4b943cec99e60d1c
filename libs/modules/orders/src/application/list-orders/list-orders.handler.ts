import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListOrders, type OrderView } from '@contracts/orders';
import { pageOf, type Page } from '@contracts/shared';
import { currentCall } from '@multilith/contract';
import { actsFor, requesterOf, visibleCustomer } from '../../domain/requester.js';
import { OrderList, sortKeyOf } from '../../persistence/order-list.js';
import { viewOf } from '../order-view.js';

/** Answers a page of the orders that the principal may see. */
@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(private readonly orders: OrderList) {}

  async execute({ first, customerId, ...request }: ListOrders): Promise<Page<OrderView>> {
    const requester = requesterOf(currentCall().principal);
    if (customerId !== undefined && !actsFor(requester, customerId)) return pageOf<OrderView>([], first, () => []);
    const orders = await this.orders.read(
      { ...request, customerId: customerId ?? visibleCustomer(requester) },
      first + 1,
    );
    const page = pageOf(orders, first, (order) => sortKeyOf(order, request));
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewOf(node) })) };
  }
}
