import type { FastifyReply, FastifyRequest } from 'fastify';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const ACCEPTED = /application\/graphql-response\+json(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/**
 * Whether the client reads `application/graphql-response+json`, whose status says whether the document was carried out.
 * To others a document that was refused is answered with 200 and `application/json`, as GraphQL over HTTP asks.
 */
export function readsGraphqlResponse({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return ACCEPTED.test(headers.accept ?? '');
}

/** Declares the media type that the client asks for. */
export function declareResponseType(request: FastifyRequest, reply: FastifyReply): void {
  const type = readsGraphqlResponse(request) ? GRAPHQL_RESPONSE : 'application/json';
  reply.header('vary', 'accept').header('content-type', `${type}; charset=utf-8`);
}
