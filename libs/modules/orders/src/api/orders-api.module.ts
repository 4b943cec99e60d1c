import { Module } from '@nestjs/common';
import { orders } from '@contracts/orders';
import { ContextModule } from '@multilith/runtime';
import { CancelOrderPayloadResolver } from './cancel-order-payload.resolver.js';
import { OrderLoader } from './order-loader.js';
import { OrdersResolver } from './orders.resolver.js';
import { PlaceOrderPayloadResolver } from './place-order-payload.resolver.js';

/** The GraphQL API of orders. It runs at the edge, wherever orders itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: orders })],
  providers: [OrderLoader, OrdersResolver, PlaceOrderPayloadResolver, CancelOrderPayloadResolver],
})
export class OrdersApiModule {}
