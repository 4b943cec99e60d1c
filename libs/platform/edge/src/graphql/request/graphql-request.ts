import { brand } from '@multilith/contract';
import type { FastifyRequest } from 'fastify';
import { getOperationAST, type DocumentNode } from 'graphql';
import { RequestError } from '../../errors/request-error.js';
import { MAX_NAME_LENGTH, requireModestText, type DocumentLimitSettings } from '../documents/document-limits.js';

/** A request to the GraphQL endpoint that is not a GraphQL request. */
export class BadGraphqlRequestError extends RequestError {
  static {
    brand(this, 'edge.BadGraphqlRequestError');
  }
  override readonly name = 'BadGraphqlRequestError';

  constructor(
    problem: string,
    code: 'BAD_REQUEST' | 'METHOD_NOT_ALLOWED' | 'TOO_MANY_SUBSCRIPTIONS' | 'UNSUPPORTED_MEDIA_TYPE' = 'BAD_REQUEST',
    statusCode = 400,
  ) {
    super(code, statusCode, problem);
  }
}

interface GraphqlRequestBody {
  query: string;
  variables?: unknown;
  extensions?: unknown;
  operationName?: string | null;
}

/** Mercurius also takes a syntax tree as JSON, which is checked less well than text; the edge does not. */
const SYNTAX_TREE = /^[\s,\uFEFF]*(?:\{\s*"|[["\d-]|(?:null|true|false)\s*$)/;

/**
 * A body that a page of another site can send only after a preflight, which the edge does not answer. A form, which it
 * could send without one, is refused. A GET changes nothing, and tokens travel in a header that no browser adds by itself.
 */
const JSON_BODY = /^application\/json\s*(?:;|$)/i;

/**
 * Lets pass what has the form of a GraphQL request over HTTP.
 *
 * @throws BadGraphqlRequestError, DocumentLimitError
 */
export function requireGraphqlRequest(request: FastifyRequest, limits: DocumentLimitSettings): void {
  // Mercurius lets only queries through on GET, but takes HEAD for a POST: it would run a mutation.
  if (request.method === 'HEAD')
    throw new BadGraphqlRequestError('Use GET for queries and POST for everything.', 'METHOD_NOT_ALLOWED', 405);
  const get = request.method === 'GET';
  if (!get && !JSON_BODY.test(request.headers['content-type'] ?? ''))
    throw new BadGraphqlRequestError('Send application/json.', 'UNSUPPORTED_MEDIA_TYPE', 415);
  const body: unknown = get ? request.query : request.body;
  if (Array.isArray(body))
    throw new BadGraphqlRequestError('Send one operation per request; batches are not supported.');
  if (typeof body !== 'object' || body === null)
    throw new BadGraphqlRequestError('Send a JSON object with "query" and, where needed, "variables".');
  const { query, variables, operationName, extensions } = body as GraphqlRequestBody;
  if (typeof query !== 'string' || query === '' || SYNTAX_TREE.test(query))
    throw new BadGraphqlRequestError('"query" must be the text of a GraphQL document.');
  requireModestText(query, limits);
  // On GET they are text, which Mercurius reads.
  if (!get && !isOptionalMap(variables)) throw new BadGraphqlRequestError('"variables" must be an object.');
  if (!get && !isOptionalMap(extensions)) throw new BadGraphqlRequestError('"extensions" must be an object.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw new BadGraphqlRequestError('"operationName" must be a string.');
  if (typeof operationName === 'string' && operationName.length > MAX_NAME_LENGTH)
    throw new BadGraphqlRequestError(`"operationName" has more than ${MAX_NAME_LENGTH} characters.`);
  if (get) requireReadableGet(body as GraphqlRequestBody);
  // Mercurius keeps one compiled operation per text. Naming the operation in the text keeps operations of one document
  // apart.
  if (typeof operationName === 'string' && /^\w+$/.test(operationName))
    (body as GraphqlRequestBody).query = `${query}\n#${operationName}`;
}

/** Mercurius fails on these as if it were its own fault. */
function requireReadableGet({ variables, operationName }: GraphqlRequestBody): void {
  if (typeof operationName === 'string' && !/^\w+$/.test(operationName))
    throw new BadGraphqlRequestError('"operationName" must be the name of an operation.');
  if (variables === undefined || variables === '') return;
  let read: unknown;
  try {
    read = JSON.parse(String(variables));
  } catch {
    throw new BadGraphqlRequestError('"variables" must be an object, as JSON.');
  }
  if (!isOptionalMap(read)) throw new BadGraphqlRequestError('"variables" must be an object.');
}

/** Refuses a GET that says no operation of its document, or one that the document does not have. */
export function requireOperation(document: DocumentNode, { method, query }: FastifyRequest): void {
  if (method !== 'GET' || getOperationAST(document, (query as GraphqlRequestBody).operationName)) return;
  throw new BadGraphqlRequestError('Name one operation of the document in "operationName".');
}

/** Refuses a subscription; it needs a connection that stays. */
export function requireNoSubscription(document: DocumentNode, { method, body, query }: FastifyRequest): void {
  const { operationName } = (method === 'GET' ? query : body) as GraphqlRequestBody;
  if (getOperationAST(document, operationName)?.operation === 'subscription')
    throw new BadGraphqlRequestError('Subscribe over a WebSocket that speaks graphql-transport-ws.');
}

function isOptionalMap(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
