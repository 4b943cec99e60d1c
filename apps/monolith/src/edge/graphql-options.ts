import type { FastifyReply, FastifyRequest } from 'fastify';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { speakOfArguments } from '@multilith/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { EdgeOptions } from './edge-options.js';
import { formatErrors } from './errors/error-formatter.js';
import { MAX_TOKENS, requireModestDocument, requireModestVariables } from './limits/document-limits.js';
import { requireGraphqlRequest, requireNoSubscription } from './request/graphql-request.js';
import { nameRequest } from './request/observed-request.js';
import { declareResponseType } from './request/response-type.js';
import { composeSdl } from './schema/compose-sdl.js';
import { dropNullInputs } from './schema/drop-null-inputs.js';
import { DateTime, MinorUnits } from './schema/scalars.js';

/** Requests of the same text after which it is compiled. */
const COMPILE_AFTER = 2;

/** How the APIs of the contexts become one GraphQL endpoint. In production it does not describe itself. */
export function graphqlOptions({
  apis,
  development,
}: Pick<EdgeOptions, 'apis' | 'development'>): MercuriusDriverConfig {
  return {
    driver: MercuriusDriver,
    path: '/graphql',
    typeDefs: composeSdl(apis),
    resolvers: { DateTime, MinorUnits },
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
    transformSchema: (schema) => dropNullInputs(speakOfArguments(schema)),
    jit: COMPILE_AFTER,
    graphql: { parseOptions: { maxTokens: MAX_TOKENS }, validateOptions: { hideSuggestions: !development } },
    validationRules: development ? [] : [NoSchemaIntrospectionCustomRule],
    hooks: {
      preValidation: requireModestDocument,
      preExecution: async (schema, document, { reply }, variables) => {
        requireNoSubscription(document, reply.request);
        nameRequest(document, reply.request);
        await requireModestVariables(schema, document, variables);
      },
    },
    allowBatchedQueries: false,
    graphiql: false,
    errorFormatter: formatErrors,
    // Our own checks answer with our own codes. Without Mercurius' response schema, list indices in an error's path
    // stay numbers.
    additionalRouteOptions: {
      schema: undefined,
      preParsing: async (request: FastifyRequest, reply: FastifyReply) => declareResponseType(request, reply),
      preValidation: requireGraphqlRequest,
    },
  } as MercuriusDriverConfig;
}
