import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { OrderView } from '@contracts/orders';
import { OrderLoader } from './order-loader.js';
import type { CancelOrderPayload } from './schema.generated.js';

/** The order that `cancelOrder` answers, read only when the client asks for it. */
@Resolver('CancelOrderPayload')
export class CancelOrderPayloadResolver {
  constructor(private readonly orders: OrderLoader) {}

  @ResolveField('order')
  order(@Parent() { orderId }: CancelOrderPayload, @Context() request: object): Promise<OrderView | undefined> {
    return this.orders.load(request, orderId);
  }
}
