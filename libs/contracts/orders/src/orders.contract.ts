import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { CancelOrder } from './cancel-order.js';
import { CountOrders } from './count-orders.js';
import { GetOrders } from './get-orders.js';
import { GetReturns } from './get-returns.js';
import { ListOrders } from './list-orders.js';
import { OrderCancelled } from './order-cancelled.js';
import { OrderConfirmed } from './order-confirmed.js';
import { OrderFulfilled } from './order-fulfilled.js';
import { OrderPlaced } from './order-placed.js';
import { OrderRejected } from './order-rejected.js';
import { OrderReturned } from './order-returned.js';
import { PlaceOrder } from './place-order.js';
import { RefundOrder } from './refund-order.js';

/** Everything that can be asked of orders, and everything it tells. */
export const orders = contract(
  'orders',
  [
    PlaceOrder,
    CancelOrder,
    RefundOrder,
    GetOrders,
    ListOrders,
    CountOrders,
    GetReturns,
    OrderPlaced,
    OrderConfirmed,
    OrderRejected,
    OrderCancelled,
    OrderFulfilled,
    OrderReturned,
  ],
  { lock },
);
