import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ListOrders, type OrderView } from '@contracts/orders';
import { pageOf, type Page } from '@contracts/shared';
import { currentCall } from '@multilith/contract';
import { actsFor, requesterOf, visibleCustomer } from '../../domain/requester.js';
import { OrderStore } from '../../persistence/order.store.js';
import { viewOf } from '../order-view.js';

/** Answers a page of the orders that the principal may see. */
@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ first, after, customerId, state }: ListOrders): Promise<Page<OrderView>> {
    const requester = requesterOf(currentCall().principal);
    if (customerId !== undefined && !actsFor(requester, customerId)) return pageOf<OrderView>([], first, () => []);
    const filter = { customerId: customerId ?? visibleCustomer(requester), state };
    const page = pageOf(await this.orders.list(filter, first + 1, after?.[0]), first, ({ number }) => [number]);
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewOf(node) })) };
  }
}
