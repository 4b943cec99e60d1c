/** Key of the `ContextDefinition` among a context module's providers; the wiring finds contexts by it. */
export const CONTEXT_DEFINITION = Symbol('multilith.context-definition');
/** Key of the API definition among an API module's providers. */
export const API_DEFINITION = Symbol('multilith.api-definition');
/** Key of the context's database among a context module's providers. */
export const CONTEXT_DATABASE = Symbol('multilith.context-database');
/** Key of the TypeORM subscribers among a context module's providers. */
export const SUBSCRIBERS = Symbol('multilith.subscribers');
