/** What the resolvers of every context share: batching per request against N+1, and Relay connections. */
export { RequestLoader, type RequestLoaderOptions } from './request-loader.js';
export { toConnection, type Connection, type Edge, type Page, type PageInfo } from './connection.js';
