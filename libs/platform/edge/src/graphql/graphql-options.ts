import type { FastifyReply, FastifyRequest } from 'fastify';
import { NoSchemaIntrospectionCustomRule, type DocumentNode } from 'graphql';
import { speakOfArguments } from '@multilith/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { graphqlApis, type EdgeOptions } from '../edge-options.js';
import { formatErrors, unbundle } from './error-formatter.js';
import { CACHED_DOCUMENTS, DocumentCache, type DocumentKeeper } from './documents/document-cache.js';
import {
  extraPointsOf,
  MAX_TOKENS,
  readingPointsOf,
  requireModestDocument,
  requireModestVariables,
} from './documents/document-limits.js';
import type { Measure } from './documents/measure-document.js';
import { WorkUnderWay } from '../limits/work-under-way.js';
import { requireGraphqlRequest, requireNoSubscription, requireOperation } from './request/graphql-request.js';
import { nameRequest } from './request/named-request.js';
import { declareResponseType } from './request/response-type.js';
import { composeSdl } from './schema/compose-sdl.js';
import { dropNullInputs } from './schema/drop-null-inputs.js';
import { DateTime, MinorUnits } from './schema/scalars.js';

/** Number of requests with the same text after which it is compiled. */
const COMPILE_AFTER = 2;

/** Returns Mercurius options for one endpoint with the APIs of all contexts. In production introspection is off. */
export function graphqlOptions({
  apis,
  development,
  limits,
  requestTimeoutMs,
  scalars,
}: EdgeOptions): MercuriusDriverConfig {
  const cache = new DocumentCache();
  const work = new WorkUnderWay(2 * requestTimeoutMs);
  const measures = new WeakMap<DocumentNode, Measure>();
  return {
    driver: MercuriusDriver,
    path: '/graphql',
    typeDefs: composeSdl(graphqlApis(apis)),
    resolvers: { DateTime, MinorUnits, ...scalars },
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
    transformSchema: (schema) => dropNullInputs(speakOfArguments(schema)),
    cache: CACHED_DOCUMENTS,
    jit: COMPILE_AFTER,
    graphql: { parseOptions: { maxTokens: MAX_TOKENS }, validateOptions: { hideSuggestions: !development } },
    validationRules: development ? [] : [NoSchemaIntrospectionCustomRule],
    hooks: {
      preValidation: async (schema, document, { app, reply }) => {
        requireOperation(document, reply.request);
        const measure = requireModestDocument(schema, document, limits);
        reply.request.allowance?.spend(readingPointsOf(measure));
        measures.set(document, measure);
        cache.admit(document, measure, app.graphql);
      },
      preExecution: async (schema, document, { reply }, variables) => {
        requireNoSubscription(document, reply.request);
        nameRequest(document, reply.request);
        const measure = requireModestVariables(schema, document, variables) ?? measures.get(document);
        if (!measure) return;
        const points = extraPointsOf(measure);
        reply.request.allowance?.spend(points);
        work.begin(reply.request, points);
      },
    },
    allowBatchedQueries: false,
    graphiql: false,
    errorFormatter: (
      execution: Parameters<typeof formatErrors>[0],
      context: { app?: { graphql: DocumentKeeper }; reply?: FastifyReply },
    ) => {
      if (context.app) cache.admitFaults((execution.errors ?? []).flatMap(unbundle), context.app.graphql);
      return formatErrors(execution, context);
    },
    // Our own checks use our own codes. Without Mercurius' response schema, list indices in an error's path stay
    // numbers.
    additionalRouteOptions: {
      schema: undefined,
      preParsing: async (request: FastifyRequest, reply: FastifyReply) => declareResponseType(request, reply),
      preValidation: async (request: FastifyRequest) => requireGraphqlRequest(request, limits),
    },
  } as MercuriusDriverConfig;
}
