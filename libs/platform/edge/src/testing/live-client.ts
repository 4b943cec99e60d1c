import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A result of a subscription. */
export interface LiveAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** Returns the URL of a host's WebSockets. */
export const socketUrl = (url: string): string => `${url.replace(/^http/, 'ws')}/graphql`;

/** Creates a `graphql-ws` client like a page's; it does not reconnect. */
export function liveClient(url: string, token?: string): Client {
  return createClient({
    url: socketUrl(url),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
  });
}

/** Starts a subscription and yields its results. */
export const answersOf = (
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): AsyncIterableIterator<LiveAnswer> => client.iterate({ query, variables }) as AsyncIterableIterator<LiveAnswer>;

/** Returns all results of a subscription that ends by itself. */
export async function allOf(answers: AsyncIterable<LiveAnswer>): Promise<LiveAnswer[]> {
  const all: LiveAnswer[] = [];
  for await (const answer of answers) all.push(answer);
  return all;
}

/** Returns how a refused subscription ends: the codes of its errors, or the code and reason of the close frame. */
export async function endOf(answers: AsyncIterable<LiveAnswer>): Promise<unknown> {
  try {
    const all = await allOf(answers);
    return all.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
  } catch (error) {
    if (Array.isArray(error))
      return (error as NonNullable<LiveAnswer['errors']>).map(({ extensions }) => extensions.code);
    const { code, reason } = error as { code?: number; reason?: string };
    if (code === undefined) throw error;
    return { code, reason };
  }
}
