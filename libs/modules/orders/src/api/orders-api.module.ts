import { Module } from '@nestjs/common';
import { orders } from '@contracts/orders';
import { ContextModule } from '@multilith/runtime';
import { CancelOrderPayloadResolver } from './cancel-order-payload.resolver.js';
import { OrderChangedResolver } from './order-changed.resolver.js';
import { OrderFacts } from './order-facts.js';
import { OrderLoader } from './order-loader.js';
import { OrderReturnsResolver } from './order-returns.resolver.js';
import { OrdersResolver } from './orders.resolver.js';
import { PlaceOrderPayloadResolver } from './place-order-payload.resolver.js';
import { RefundOrderPayloadResolver } from './refund-order-payload.resolver.js';

/** The GraphQL API of orders. It runs at the edge, wherever orders itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: orders })],
  providers: [
    OrderLoader,
    OrderFacts,
    OrdersResolver,
    OrderChangedResolver,
    OrderReturnsResolver,
    PlaceOrderPayloadResolver,
    CancelOrderPayloadResolver,
    RefundOrderPayloadResolver,
  ],
})
export class OrdersApiModule {}
