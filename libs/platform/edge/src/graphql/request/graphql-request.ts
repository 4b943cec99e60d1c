import { brand } from '@multilith/contract';
import type { FastifyRequest } from 'fastify';
import { getOperationAST, type DocumentNode } from 'graphql';
import { RequestError } from '../../errors/request-error.js';
import { MAX_NAME_LENGTH, requireModestText, type DocumentLimitSettings } from '../documents/document-limits.js';

/** A request to the GraphQL endpoint is malformed. */
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

/**
 * Matches a document that is a syntax tree in JSON. Mercurius accepts it, but checks it less strictly than text; the
 * edge does not.
 */
const SYNTAX_TREE = /^[\s,\uFEFF]*(?:\{\s*"|[["\d-]|(?:null|true|false)\s*$)/;

/**
 * Matches a JSON body, which a page of another site can send only after a preflight request, which the edge does not
 * answer. A form, which needs no preflight, is refused (CSRF). A GET changes nothing, and tokens are sent in a header
 * that no browser adds by itself.
 */
const JSON_BODY = /^application\/json\s*(?:;|$)/i;

/**
 * Accepts only a well-formed GraphQL request over HTTP.
 *
 * @throws BadGraphqlRequestError, DocumentLimitError
 */
export function requireGraphqlRequest(request: FastifyRequest, limits: DocumentLimitSettings): void {
  // Mercurius allows only queries by GET, but treats HEAD like POST: it would run a mutation.
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
  // With GET they are text, which Mercurius parses.
  if (!get && !isOptionalMap(variables)) throw new BadGraphqlRequestError('"variables" must be an object.');
  if (!get && !isOptionalMap(extensions)) throw new BadGraphqlRequestError('"extensions" must be an object.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw new BadGraphqlRequestError('"operationName" must be a string.');
  if (typeof operationName === 'string' && operationName.length > MAX_NAME_LENGTH)
    throw new BadGraphqlRequestError(`"operationName" has more than ${MAX_NAME_LENGTH} characters.`);
  if (get) requireReadableGet(body as GraphqlRequestBody);
  // Mercurius caches one compiled operation per text. Writing the operation's name into the text separates the
  // operations of one document.
  if (typeof operationName === 'string' && /^\w+$/.test(operationName))
    (body as GraphqlRequestBody).query = `${query}\n#${operationName}`;
}

/** Mercurius fails on these with an internal error. */
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

/** Refuses a GET that selects no operation of its document, or one that the document does not contain. */
export function requireOperation(document: DocumentNode, { method, query }: FastifyRequest): void {
  if (method !== 'GET' || getOperationAST(document, (query as GraphqlRequestBody).operationName)) return;
  throw new BadGraphqlRequestError('Name one operation of the document in "operationName".');
}

/** Refuses a subscription, which needs a lasting connection. */
export function requireNoSubscription(document: DocumentNode, { method, body, query }: FastifyRequest): void {
  const { operationName } = (method === 'GET' ? query : body) as GraphqlRequestBody;
  if (getOperationAST(document, operationName)?.operation === 'subscription')
    throw new BadGraphqlRequestError('Subscribe over a WebSocket that speaks graphql-transport-ws.');
}

function isOptionalMap(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
