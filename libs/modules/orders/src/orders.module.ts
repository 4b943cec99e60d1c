import { Module } from '@nestjs/common';
import { catalog } from '@contracts/catalog';
import { customers } from '@contracts/customers';
import { orders } from '@contracts/orders';
import { ContextModule, settings, subscription, use } from '@multilith/runtime';
import { CancelOrderHandler } from './application/cancel-order/cancel-order.handler.js';
import { ConfirmOrderHandler } from './application/confirm-order/confirm-order.handler.js';
import { CountOrdersHandler } from './application/count-orders/count-orders.handler.js';
import { GetOrdersHandler } from './application/get-orders/get-orders.handler.js';
import { GetReturnsHandler } from './application/get-returns/get-returns.handler.js';
import { ListOrdersHandler } from './application/list-orders/list-orders.handler.js';
import { PlaceOrderHandler } from './application/place-order/place-order.handler.js';
import { RecordShipmentHandler } from './application/record-shipment/record-shipment.handler.js';
import { RefundOrderHandler } from './application/refund-order/refund-order.handler.js';
import { RejectOrderHandler } from './application/reject-order/reject-order.handler.js';
import { PendingOrderLimit } from './domain/rules/a-customer-has-few-pending-orders.js';
import { CreateOrders1795200000000 } from './persistence/migrations/1795200000000-create-orders.js';
import { RecordCountry1795258800000 } from './persistence/migrations/1795258800000-record-country.js';
import { RecordShipment1795258900000 } from './persistence/migrations/1795258900000-record-shipment.js';
import { SortOrders1795262400000 } from './persistence/migrations/1795262400000-sort-orders.js';
import { CreateReturns1795266000000 } from './persistence/migrations/1795266000000-create-returns.js';
import { CountPendingOrders1796078400000 } from './persistence/migrations/1796078400000-count-pending-orders.js';
import { OrderList } from './persistence/order-list.js';
import { OrderEntity } from './persistence/order.entity.js';
import { OrderStore } from './persistence/order.store.js';
import { ReturnStore } from './persistence/return.store.js';

/** Takes orders and decides how they end. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: orders,
      // An order needs a known customer and prices, so there is no fallback.
      uses: [use(catalog, { whenUnavailable: 'fail' }), use(customers, { whenUnavailable: 'fail' })],
      subscriptions: [
        subscription('confirm-paid-orders', { handler: ConfirmOrderHandler, start: 'beginning' }),
        subscription('reject-failed-orders', { handler: RejectOrderHandler, start: 'beginning' }),
        subscription('record-shipments', { handler: RecordShipmentHandler, start: 'beginning' }),
      ],
      persistence: {
        entities: [OrderEntity],
        migrations: [
          CreateOrders1795200000000,
          RecordCountry1795258800000,
          RecordShipment1795258900000,
          SortOrders1795262400000,
          CreateReturns1795266000000,
          CountPendingOrders1796078400000,
        ],
      },
    }),
  ],
  providers: [
    { provide: PendingOrderLimit, useFactory: () => settings((env) => PendingOrderLimit.fromEnv(env)) },
    OrderStore,
    OrderList,
    ReturnStore,
    PlaceOrderHandler,
    CancelOrderHandler,
    RefundOrderHandler,
    ConfirmOrderHandler,
    RejectOrderHandler,
    RecordShipmentHandler,
    GetOrdersHandler,
    GetReturnsHandler,
    ListOrdersHandler,
    CountOrdersHandler,
  ],
})
export class OrdersModule {}
