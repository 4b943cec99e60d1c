import { Module } from '@nestjs/common';
import { orders } from '@contracts/orders';
import { payloadResolvers } from '@multilith/graphql/resolvers';
import { ContextModule } from '@multilith/runtime';
import { OrderChangedResolver } from './order-changed.resolver.js';
import { OrderFacts } from './order-facts.js';
import { OrderLoader } from './order-loader.js';
import { OrderReturnsResolver } from './order-returns.resolver.js';
import { OrdersResolver } from './orders.resolver.js';
import type { PlaceOrderPayload } from './schema.generated.js';

/** The GraphQL API of orders. It runs at the edge, wherever orders itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: orders })],
  providers: [
    OrderLoader,
    OrderFacts,
    OrdersResolver,
    OrderChangedResolver,
    OrderReturnsResolver,
    ...payloadResolvers({
      types: ['PlaceOrderPayload', 'CancelOrderPayload', 'RefundOrderPayload'],
      field: 'order',
      loader: OrderLoader,
      key: ({ orderId }: PlaceOrderPayload) => orderId,
    }),
  ],
})
export class OrdersApiModule {}
