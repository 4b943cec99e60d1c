import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { OrderView } from '@contracts/orders';
import { OrderLoader } from './order-loader.js';
import type { RefundOrderPayload } from './schema.generated.js';

/** The order that `refundOrder` answers, read only when the client asks for it. */
@Resolver('RefundOrderPayload')
export class RefundOrderPayloadResolver {
  constructor(private readonly orders: OrderLoader) {}

  @ResolveField('order')
  order(@Parent() { orderId }: RefundOrderPayload, @Context() request: object): Promise<OrderView | undefined> {
    return this.orders.load(request, orderId);
  }
}
