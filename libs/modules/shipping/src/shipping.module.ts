import { Module } from '@nestjs/common';
import { shipping } from '@contracts/shipping';
import { ContextModule, settings, subscription } from '@multilith/runtime';
import { FollowOrderHandler } from './application/follow-order/follow-order.handler.js';
import { GetShipmentsHandler } from './application/get-shipments/get-shipments.handler.js';
import { ShipDueOrdersHandler } from './application/ship-due-orders/ship-due-orders.handler.js';
import { DispatchRounds } from './dispatch/dispatch-rounds.js';
import { ShippingDelay } from './dispatch/shipping-delay.js';
import { CreateShipment1795258800000 } from './persistence/migrations/1795258800000-create-shipment.js';
import { ShipmentEntity } from './persistence/shipment.entity.js';
import { ShipmentStore } from './persistence/shipment.store.js';

/** Sends confirmed orders on their way. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: shipping,
      subscriptions: [subscription('follow-orders', { handler: FollowOrderHandler, start: 'beginning' })],
      persistence: { entities: [ShipmentEntity], migrations: [CreateShipment1795258800000] },
    }),
  ],
  providers: [
    { provide: ShippingDelay, useFactory: () => settings((env) => ShippingDelay.fromEnv(env)) },
    DispatchRounds,
    ShipmentStore,
    FollowOrderHandler,
    ShipDueOrdersHandler,
    GetShipmentsHandler,
  ],
})
export class ShippingModule {}
