export { ShippingApiModule } from './shipping-api.module.js';

/** The SDL of shipping. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/shipping.graphql', import.meta.url);
