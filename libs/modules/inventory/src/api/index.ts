export { InventoryApiModule } from './inventory-api.module.js';

/** The SDL of inventory. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/inventory.graphql', import.meta.url);
