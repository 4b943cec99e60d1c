import { contract } from '@multilith/contract';
import { GetShipments } from './get-shipments.js';
import { OrderShipped } from './order-shipped.js';

/** Everything that can be asked of shipping, and everything it tells. */
export const shipping = contract('shipping', [GetShipments, OrderShipped]);
