/**
 * Resolvers that contexts need alike. They have an entry of their own, because they load `@nestjs/graphql`: a host without
 * GraphQL loads the first entry only.
 */
export { payloadResolvers, type PayloadResolversOptions } from './payload-resolvers.js';
