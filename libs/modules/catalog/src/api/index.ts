export { CatalogApiModule } from './catalog-api.module.js';

/** The SDL of the catalog. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/catalog.graphql', import.meta.url);
