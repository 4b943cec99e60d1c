/** Clients for tests of an edge host. */
export { GraphqlClient, type GraphqlAnswer } from './graphql-client.js';
export { allOf, answersOf, endOf, liveClient, socketUrl, type LiveAnswer } from './live-client.js';
