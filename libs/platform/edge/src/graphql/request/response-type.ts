import type { FastifyReply, FastifyRequest } from 'fastify';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const ACCEPTED = /application\/graphql-response\+json(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/**
 * Whether the client accepts `application/graphql-response+json`, whose HTTP status says whether the document was
 * executed. For other clients a refused document is answered with 200 and `application/json`, as GraphQL over HTTP
 * requires.
 */
export function readsGraphqlResponse({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return ACCEPTED.test(headers.accept ?? '');
}

/** Sets the media type that the client accepts. */
export function declareResponseType(request: FastifyRequest, reply: FastifyReply): void {
  const type = readsGraphqlResponse(request) ? GRAPHQL_RESPONSE : 'application/json';
  reply.header('vary', 'accept').header('content-type', `${type}; charset=utf-8`);
}
