/**
 * What the APIs of every context share: batching per request against N+1, errors that speak of the client's arguments, and
 * figures for the index page.
 */
export { RequestLoader, type RequestLoaderOptions } from './request-loader.js';
export { InvalidArgumentsError } from './arguments/invalid-arguments.error.js';
export { speakOfArguments } from './arguments/speak-of-arguments.js';
export { PageFacts, type PageFact, type PageFactsSource } from './page-facts.js';
