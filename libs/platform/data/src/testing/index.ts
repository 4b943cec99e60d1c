/** Databases and events for specs of what stands on the data of a context. */
export { type TestContexts, openContexts } from './context-database.js';
export { anEvent } from './events.js';
