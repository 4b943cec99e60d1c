import { allOver, multilithShop } from './multilith/multilith-shop.js';
import { nestShop } from './nest/nest-shop.js';
import type { ShopSystem } from './shop-system.js';

/** Everything that is compared; the first is what the others are compared with. */
export const SHOPS: readonly ShopSystem[] = [
  multilithShop('monolith', {}),
  multilithShop('orders-nats', { orders: 'nats' }),
  multilithShop('all-nats', allOver('nats')),
  multilithShop('all-grpc', allOver('grpc')),
  multilithShop('mixed', {
    ...allOver('grpc'),
    catalog: 'nats',
    notifications: 'nats',
    payments: 'nats',
    shipping: 'nats',
  }),
  nestShop,
];
