import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { GetShipments } from './get-shipments.js';
import { OrderShipped } from './order-shipped.js';

/** Everything that can be asked of shipping, and everything it tells. */
export const shipping = contract('shipping', [GetShipments, OrderShipped], { lock });
