export { PaymentsApiModule } from './payments-api.module.js';

/** The SDL of payments. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/payments.graphql', import.meta.url);
