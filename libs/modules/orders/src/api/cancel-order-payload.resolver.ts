import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { OrderLoader } from './order-loader.js';
import type { Order, CancelOrderPayload } from './schema.generated.js';

/** The order that `cancelOrder` answers, read only when the client asks for it. */
@Resolver('CancelOrderPayload')
export class CancelOrderPayloadResolver {
  constructor(private readonly orders: OrderLoader) {}

  @ResolveField('order')
  order(@Parent() { orderId }: CancelOrderPayload, @Context() request: object): Promise<Order | undefined> {
    return this.orders.load(request, orderId);
  }
}
