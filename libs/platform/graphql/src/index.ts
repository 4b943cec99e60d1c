/** What the APIs of every context share: batching per request against N+1, and figures for the index page. */
export { RequestLoader, type RequestLoaderOptions } from './request-loader.js';
export { PageFacts, type PageFact, type PageFactsSource } from './page-facts.js';
