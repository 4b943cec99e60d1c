/** A request to the GraphQL endpoint that is no GraphQL request. */
export class BadGraphqlRequestError extends Error {
  override readonly name = 'BadGraphqlRequestError';

  constructor(
    message: string,
    readonly code:
      'BAD_REQUEST' | 'METHOD_NOT_ALLOWED' | 'TOO_MANY_SUBSCRIPTIONS' | 'UNSUPPORTED_MEDIA_TYPE' = 'BAD_REQUEST',
    readonly statusCode = 400,
  ) {
    super(message);
  }
}
