/** The published language of orders: takes orders and decides how they end. */
export { orders } from './orders.contract.js';
export { PlaceOrder, RequestedLine } from './place-order.js';
export { CancelOrder } from './cancel-order.js';
export { RefundOrder } from './refund-order.js';
export { CountOrders } from './count-orders.js';
export { GetOrders } from './get-orders.js';
export { ListOrders } from './list-orders.js';
export { GetReturns } from './get-returns.js';
export { OrderPlaced } from './order-placed.js';
export { OrderConfirmed } from './order-confirmed.js';
export { OrderRejected } from './order-rejected.js';
export { OrderCancelled } from './order-cancelled.js';
export { OrderFulfilled } from './order-fulfilled.js';
export { OrderReturned } from './order-returned.js';
export { OrderLine } from './order-line.js';
export { OrderState } from './order-state.js';
export { OrderView } from './order-view.js';
export { ReturnView } from './return-view.js';
export { PaymentMethod } from './payment-method.js';
export {
  AgreedPriceNotAllowed,
  BackdatingNotAllowed,
  ClosedCustomer,
  DiscontinuedProducts,
  OrderNotCancellable,
  OrderNotReturnable,
  OrderTooLarge,
  OrderingForOthersNotAllowed,
  PlacedInTheFuture,
  ReturnExceedsOrder,
  TooManyPendingOrders,
  UnknownCustomer,
  UnknownOrder,
  UnknownProducts,
} from './errors.js';
