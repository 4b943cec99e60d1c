/**
 * Shared parts of the GraphQL APIs of all contexts: request batching (DataLoader) against N+1 queries, errors that name
 * the client's arguments, and figures for the index page.
 */
export { RequestLoader, type RequestLoaderOptions } from './request-loader.js';
export { InvalidArgumentsError } from './arguments/invalid-arguments.error.js';
export { speakOfArguments } from './arguments/speak-of-arguments.js';
export { PageFacts, type PageFact, type PageFactsSource } from './page-facts.js';
