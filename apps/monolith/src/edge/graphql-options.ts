import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { ContextApi } from './edge-options.js';
import { formatErrors } from './errors/error-formatter.js';
import { requireGraphqlRequest } from './request/graphql-request.js';
import { composeSdl } from './schema/compose-sdl.js';
import { dropNullInputs } from './schema/drop-null-inputs.js';
import { DateTime, MinorUnits } from './schema/scalars.js';

/** Requests of the same text after which it is compiled. */
const COMPILE_AFTER = 2;
/** Longest document, in tokens; a hand-written one has some hundred. */
const MAX_TOKENS = 10_000;

/** How the APIs of the contexts become one GraphQL endpoint. */
export function graphqlOptions(apis: readonly ContextApi[]): MercuriusDriverConfig {
  return {
    driver: MercuriusDriver,
    path: '/graphql',
    typeDefs: composeSdl(apis),
    resolvers: { DateTime, MinorUnits },
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
    transformSchema: dropNullInputs,
    jit: COMPILE_AFTER,
    graphql: { parseOptions: { maxTokens: MAX_TOKENS } },
    allowBatchedQueries: false,
    graphiql: false,
    errorFormatter: formatErrors,
    // Our own checks answer with our own codes. Without Mercurius' response schema, list indices in an error's path
    // stay numbers.
    additionalRouteOptions: { schema: undefined, preValidation: requireGraphqlRequest },
  } as MercuriusDriverConfig;
}
