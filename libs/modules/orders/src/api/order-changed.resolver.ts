import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { QueryBus } from '@nestjs/cqrs';
import {
  GetOrders,
  OrderCancelled,
  OrderConfirmed,
  OrderFulfilled,
  OrderRejected,
  UnknownOrder,
  type OrderView,
} from '@contracts/orders';
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
      // Those of orders alone: what shipping or payments announce is not true of the order before orders has recorded it.
      events: [OrderConfirmed, OrderRejected, OrderCancelled, OrderFulfilled],
      key: orderId,
      read: async () => {
        const [order] = await this.queries.execute(question);
        if (!order) throw new UnknownOrder({ orderId });
        return order;
      },
      isFinal: ({ state, shippedAt }) => state === 'REJECTED' || state === 'CANCELLED' || shippedAt !== null,
    });
  }
}
