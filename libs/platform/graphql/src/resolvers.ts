/**
 * Resolvers that several contexts share. They are a separate entry because they load `@nestjs/graphql`: a host without
 * GraphQL loads the first entry only.
 */
export { payloadResolvers, type PayloadResolversOptions } from './payload-resolvers.js';
