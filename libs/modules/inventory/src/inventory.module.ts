import { inventory } from '@contracts/inventory';
import { ContextModule, subscription } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { GetStockHandler } from './application/get-stock/get-stock.handler.js';
import { ReceiveStockHandler } from './application/receive-stock/receive-stock.handler.js';
import { ReleaseStockOfFailedOrder } from './application/release-stock/release-stock-of-failed-order.handler.js';
import { ReserveStockOfPlacedOrder } from './application/reserve-stock/reserve-stock-of-placed-order.handler.js';
import { ShipStockOfShippedOrder } from './application/ship-stock/ship-stock-of-shipped-order.handler.js';
import { TakeBackStockOfReturnedOrder } from './application/take-back-stock/take-back-stock-of-returned-order.handler.js';
import { DeliveryEntity } from './persistence/delivery.entity.js';
import { CreateStock1763700000000 } from './persistence/migrations/1763700000000-create-stock.js';
import { ShipStock1795258800000 } from './persistence/migrations/1795258800000-ship-stock.js';
import { TakeBackStock1795266000000 } from './persistence/migrations/1795266000000-take-back-stock.js';
import { TakeTurns1795270000000 } from './persistence/migrations/1795270000000-take-turns.js';
import { ReservationEntity } from './persistence/reservation.entity.js';
import { StockEntity } from './persistence/stock.entity.js';
import { Warehouse } from './persistence/warehouse.js';

/** The inventory context: what is on hand, and which order it is promised to. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: inventory,
      subscriptions: [
        subscription('reserve-stock-of-placed-orders', { handler: ReserveStockOfPlacedOrder, start: 'beginning' }),
        subscription('release-stock-of-failed-orders', { handler: ReleaseStockOfFailedOrder, start: 'beginning' }),
        subscription('ship-stock-of-shipped-orders', { handler: ShipStockOfShippedOrder, start: 'beginning' }),
        subscription('take-back-stock-of-returned-orders', {
          handler: TakeBackStockOfReturnedOrder,
          start: 'beginning',
        }),
      ],
      persistence: {
        entities: [StockEntity, ReservationEntity, DeliveryEntity],
        migrations: [
          CreateStock1763700000000,
          ShipStock1795258800000,
          TakeBackStock1795266000000,
          TakeTurns1795270000000,
        ],
      },
    }),
  ],
  providers: [
    Warehouse,
    ReceiveStockHandler,
    GetStockHandler,
    ReserveStockOfPlacedOrder,
    ReleaseStockOfFailedOrder,
    ShipStockOfShippedOrder,
    TakeBackStockOfReturnedOrder,
  ],
})
export class InventoryModule {}
