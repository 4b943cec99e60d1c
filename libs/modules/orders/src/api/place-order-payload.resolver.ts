import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { OrderView } from '@contracts/orders';
import { OrderLoader } from './order-loader.js';
import type { PlaceOrderPayload } from './schema.generated.js';

/** The order that `placeOrder` answers, read only when the client asks for it. */
@Resolver('PlaceOrderPayload')
export class PlaceOrderPayloadResolver {
  constructor(private readonly orders: OrderLoader) {}

  @ResolveField('order')
  order(@Parent() { orderId }: PlaceOrderPayload, @Context() request: object): Promise<OrderView | undefined> {
    return this.orders.load(request, orderId);
  }
}
