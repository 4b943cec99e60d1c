import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request to the GraphQL endpoint that is no GraphQL request. */
export class BadGraphqlRequestError extends Error {
  override readonly name = 'BadGraphqlRequestError';

  constructor(
    message: string,
    readonly code: 'BAD_REQUEST' | 'METHOD_NOT_ALLOWED' = 'BAD_REQUEST',
    readonly statusCode = 400,
  ) {
    super(message);
  }
}

interface GraphqlRequestBody {
  query: string;
  variables?: unknown;
  operationName?: string | null;
}

/** Mercurius also takes a syntax tree as JSON, which is checked less well than text; the edge does not. */
const SYNTAX_TREE = /^[\s,\uFEFF]*(?:\{\s*"|[["\d-]|(?:null|true|false)\s*$)/;

/** Lets pass what has the form of a GraphQL request over HTTP. */
export async function requireGraphqlRequest(request: FastifyRequest, _reply: FastifyReply): Promise<void> {
  // Mercurius lets only queries through on GET, but takes HEAD for a POST: it would run a mutation.
  if (request.method === 'HEAD')
    throw new BadGraphqlRequestError('Use GET for queries and POST for everything.', 'METHOD_NOT_ALLOWED', 405);
  const get = request.method === 'GET';
  const body: unknown = get ? request.query : request.body;
  if (Array.isArray(body))
    throw new BadGraphqlRequestError('Send one operation per request; batches are not supported.');
  if (typeof body !== 'object' || body === null)
    throw new BadGraphqlRequestError('Send a JSON object with "query" and, where needed, "variables".');
  const { query, variables, operationName } = body as GraphqlRequestBody;
  if (typeof query !== 'string' || query === '' || SYNTAX_TREE.test(query))
    throw new BadGraphqlRequestError('"query" must be the text of a GraphQL document.');
  if (
    variables !== undefined &&
    variables !== null &&
    !get &&
    (typeof variables !== 'object' || Array.isArray(variables))
  )
    throw new BadGraphqlRequestError('"variables" must be an object.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw new BadGraphqlRequestError('"operationName" must be a string.');
  // Mercurius keeps one compiled operation per text. Naming the operation in the text keeps operations of one document
  // apart.
  if (typeof operationName === 'string' && /^\w+$/.test(operationName))
    (body as GraphqlRequestBody).query = `${query}\n#${operationName}`;
}
