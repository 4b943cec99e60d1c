export { ReportingApiModule } from './reporting-api.module.js';

/** The SDL of reporting. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/reporting.graphql', import.meta.url);
