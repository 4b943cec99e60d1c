export { NotificationsApiModule } from './notifications-api.module.js';

/** The SDL of notifications. From `dist/api` as from `src/api`, the path leads to the source. */
export const sdl = new URL('../../src/api/notifications.graphql', import.meta.url);
