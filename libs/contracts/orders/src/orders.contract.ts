import { contract } from '@multilith/contract';
import { CancelOrder } from './cancel-order.js';
import { GetOrders } from './get-orders.js';
import { ListOrders } from './list-orders.js';
import { OrderCancelled } from './order-cancelled.js';
import { OrderConfirmed } from './order-confirmed.js';
import { OrderPlaced } from './order-placed.js';
import { OrderRejected } from './order-rejected.js';
import { PlaceOrder } from './place-order.js';

/** Everything that can be asked of orders, and everything it tells. */
export const orders = contract('orders', [
  PlaceOrder,
  CancelOrder,
  GetOrders,
  ListOrders,
  OrderPlaced,
  OrderConfirmed,
  OrderRejected,
  OrderCancelled,
]);
