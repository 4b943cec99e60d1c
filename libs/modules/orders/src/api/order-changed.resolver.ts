import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { QueryBus } from '@nestjs/cqrs';
import {
  GetOrders,
  OrderCancelled,
  OrderConfirmed,
  OrderRejected,
  UnknownOrder,
  type OrderView,
} from '@contracts/orders';
import { OrderShipped } from '@contracts/shipping';
import { LiveEvents } from '@multilith/contract';
import type { SubscriptionOrderChangedArgs } from './schema.generated.js';

/** Follows an order until it is at rest. */
@Resolver()
export class OrderChangedResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly live: LiveEvents,
  ) {}

  @Subscription('orderChanged', { resolve: (order: OrderView) => order })
  orderChanged(@Args() args: SubscriptionOrderChangedArgs): AsyncIterableIterator<OrderView> {
    // The message checks the id and brings it into its own form, which is the key of the events.
    const question = new GetOrders({ orderIds: [args.orderId] });
    const [orderId] = question.orderIds as [string];
    return this.live.watch({
      events: [OrderConfirmed, OrderRejected, OrderCancelled, OrderShipped],
      key: orderId,
      read: async (event) => {
        const [order] = await this.queries.execute(question);
        if (!order) throw new UnknownOrder({ orderId });
        // Orders hears of a shipment at the same time as we do, and may not have noted it yet.
        return event instanceof OrderShipped ? { ...order, shippedAt: order.shippedAt ?? event.shippedAt } : order;
      },
      isFinal: ({ state, shippedAt }) => state === 'REJECTED' || state === 'CANCELLED' || shippedAt !== null,
    });
  }
}
