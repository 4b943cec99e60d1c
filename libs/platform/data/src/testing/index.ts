/** Databases and events for specs of packages that build on `@multilith/data`. */
export { type TestContexts, openContexts } from './context-database.js';
export { anEvent } from './events.js';
