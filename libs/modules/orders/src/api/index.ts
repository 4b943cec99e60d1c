export { OrdersApiModule } from './orders-api.module.js';

/** The SDL of orders. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/orders.graphql', import.meta.url);
