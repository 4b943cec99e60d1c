import { errorTable } from '@multilith/contract';

/** An edge that cannot start. */
export const EDGE_ERRORS = errorTable({
  AUTH_NOT_CONFIGURED: {
    when: 'in production, the issuer of tokens is not set; or one of its settings cannot be used',
    remedy: 'Set `AUTH_ISSUER` and `AUTH_AUDIENCE`; see [signing in](signing-in.md).',
  },
  AUTH_ISSUER_UNREADABLE: {
    when: 'the metadata or the keys of the issuer cannot be read: it does not answer, or what it answers cannot be used',
    remedy: 'Check `AUTH_ISSUER` and that this host reaches it; the keys are read again by themselves.',
  },
  AUTH_INSECURE_URL: {
    when: 'the issuer or its keys would be read without TLS, so an attacker in between could sign in as anyone',
    remedy: 'Use an `https://` address; `http://` is for this machine, and not in production.',
  },
  DEVELOPMENT_KEY_SPOILT: {
    when: 'the file with the key for development tokens holds something else',
    remedy: 'Delete it; the tokens given so far end with it.',
  },
  SDL_INVALID: {
    when: 'the SDL of the contexts does not make one schema',
    remedy: 'Correct it at the place the message names.',
  },
});

/** Requests that the edge refuses. */
export const REQUEST_ERRORS = errorTable({
  GRAPHQL_PARSE_FAILED: {
    when: 'the document is not GraphQL',
    remedy: 'Correct the document at the line and column in `locations`.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    when: 'the document or its variables do not fit the schema',
    remedy: 'Correct what the message names; GraphiQL shows the schema in development.',
  },
  QUERY_TOO_DEEP: {
    when: 'the document has more than 15 levels of fields',
    remedy: 'Select fewer levels, and read what lies deeper with a second request.',
  },
  QUERY_TOO_LARGE: {
    when: 'the document selects more than 500 fields, fragments counted at every use, has more than 10,000 tokens or 64 KiB, a name of more than 200 characters, or more than 10 commands ([limits](limits.md))',
    remedy: 'Send several requests; send values as variables.',
  },
  QUERY_TOO_COSTLY: {
    when: 'the answer could hold more than 50,000 values',
    remedy: 'Ask for shorter pages, or for fewer fields.',
  },
  BAD_REQUEST: {
    when: 'the request cannot be read, or is not a GraphQL request',
    remedy: 'Send a JSON object with `query`.',
  },
  METHOD_NOT_ALLOWED: {
    when: 'the HTTP method is not offered here',
    remedy: 'GET for queries, POST for everything.',
  },
  NOT_FOUND: {
    when: 'nothing is at that path',
    remedy: 'The index page links to what there is.',
  },
  BODY_TOO_LARGE: {
    when: 'the body is larger than the edge takes: 1 MiB, 128 KiB without a token',
    remedy: 'Send less at once; sign in.',
  },
  RATE_LIMITED: {
    when: 'the principal, or the address of a client that is not signed in, sends more than it may, status 429; or holds too many long bodies at a time',
    remedy:
      'Wait for as many seconds as `Retry-After` and `extensions.retryAfter` say; operators see [limits](limits.md).',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    when: 'the body is not declared as JSON; forms are refused, as pages of other sites could send them',
    remedy: 'Send `application/json`.',
  },
  TOO_MANY_SOCKETS: {
    when: 'the principal has 20 sockets already, status 429',
    remedy: 'Close some.',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    when: 'a socket has 20 subscriptions already',
    remedy: 'End one, or open another socket.',
  },
  FOREIGN_HOST: {
    when: 'the request names a host in `Host` that is not answered: in development every one but localhost, 127.0.0.1 and [::1]',
    remedy: 'Call it by one of these names, or list the other one in `ALLOWED_HOSTS`.',
  },
  FOREIGN_ORIGIN: {
    when: 'a page of another site asked for a WebSocket',
    remedy: 'Open it from a page of the edge; programs send no `Origin`.',
  },
  AUTH_UNAVAILABLE: {
    when: 'the keys of the issuer cannot be read, so no token can be checked',
    remedy: 'Try again; check the issuer.',
  },
});

type EdgeErrors = typeof EDGE_ERRORS & typeof REQUEST_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends EdgeErrors {}
}
