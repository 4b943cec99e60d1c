/** What the resolvers of every context share: batching per request against N+1. */
export { RequestLoader, type RequestLoaderOptions } from './request-loader.js';
