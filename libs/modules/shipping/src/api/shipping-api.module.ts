import { Module } from '@nestjs/common';
import { shipping } from '@contracts/shipping';
import { ContextModule } from '@multilith/runtime';
import { OrderShipmentResolver } from './order-shipment.resolver.js';

/** The GraphQL API of shipping: what it adds to orders. It runs at the edge, wherever shipping itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: shipping })],
  providers: [OrderShipmentResolver],
})
export class ShippingApiModule {}
