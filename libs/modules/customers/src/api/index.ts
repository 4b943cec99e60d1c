export { CustomersApiModule } from './customers-api.module.js';

/** The SDL of customers. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/customers.graphql', import.meta.url);
