import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli/cli-error.js';
import { HttpTransport, type HttpAnswer } from './http-transport.js';
import { retryDelay, RETRY, type RetryPolicy } from './retry-policy.js';
import { ShopRefusal, ShopUnavailable } from './shop-error.js';

export interface ShopClientOptions {
  /** Base URL of the shop, or its GraphQL endpoint. */
  readonly url: URL;
  readonly token: string | undefined;
  /** Connections kept open. */
  readonly connections: number;
  readonly signal: AbortSignal;
  readonly retry?: RetryPolicy;
  /** Per attempt, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Statuses of a shop that is starting, draining, overloaded, or gone behind a proxy. */
const BUSY_STATUSES = new Set([429, 502, 503, 504]);

/**
 * Codes of answers that say "not now": the shop ran out of time, connections or a neighbour it needs. Every request of
 * this client is a query or carries an idempotency key, so it can be sent again even if it had been carried out.
 */
const BUSY_CODES = new Set(['AUTH_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'POOL_EXHAUSTED', 'UNAVAILABLE']);

/**
 * GraphQL client of a running shop. Requests that the shop could not answer are repeated, for as long as a restart of
 * the shop takes; only queries and requests with an idempotency key may therefore go through it.
 */
export class ShopClient {
  readonly endpoint: URL;
  readonly #transport: HttpTransport;
  readonly #signal: AbortSignal;
  readonly #retry: RetryPolicy;
  #requests = 0;
  #retries = 0;

  constructor(options: ShopClientOptions) {
    this.endpoint = endpointOf(options.url);
    this.#transport = new HttpTransport(this.endpoint, options.token, options.connections, options.timeoutMs ?? 30_000);
    this.#signal = options.signal;
    this.#retry = options.retry ?? RETRY;
  }

  /** Attempts made, and how many of them were repetitions. */
  get traffic(): { readonly requests: number; readonly retries: number } {
    return { requests: this.#requests, retries: this.#retries };
  }

  /**
   * Sends a document and returns its `data`.
   *
   * @throws ShopRefusal for a GraphQL error
   * @throws CliError `SHOP_UNREACHABLE` when patience ends, `SHOP_TOKEN` when the token is not accepted
   */
  async request<T>(document: string, variables: object, retry: RetryPolicy = this.#retry): Promise<T> {
    const body = JSON.stringify({ query: document, variables });
    let failures = 0;
    let failingSince = 0;
    for (;;) {
      this.#signal.throwIfAborted();
      this.#requests += 1;
      try {
        return dataOf<T>(await this.#transport.post(body));
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof ShopUnavailable)) throw error;
        failures += 1;
        failingSince ||= performance.now();
        const delay = retryDelay(retry, failures);
        if (performance.now() - failingSince + delay > retry.patienceMs) throw this.#unreachable(error);
        this.#retries += 1;
        await sleep(delay, undefined, { signal: this.#signal });
      }
    }
  }

  close(): void {
    this.#transport.close();
  }

  #unreachable(error: ShopUnavailable): CliError {
    return new CliError(
      'SHOP_UNREACHABLE',
      `The shop at ${this.endpoint.href} does not answer: ${error.message}.`,
      'Start it with npm start (or name another one with --url), then run the same command again: what is done is not done twice.',
      { cause: error },
    );
  }
}

function endpointOf(url: URL): URL {
  if (url.pathname.endsWith('/graphql')) return url;
  return new URL('graphql', url.href.endsWith('/') ? url : `${url.href}/`);
}

interface GraphqlAnswer<T> {
  readonly data?: T | null;
  readonly errors?: ReadonlyArray<{
    readonly message: string;
    readonly extensions?: { readonly code?: unknown; readonly data?: Readonly<Record<string, unknown>> };
  }>;
}

function dataOf<T>({ status, body }: HttpAnswer): T {
  if (BUSY_STATUSES.has(status)) throw new ShopUnavailable(`it answers ${status}`);
  const answer = parseAnswer<T>(body);
  const error = answer?.errors?.[0];
  const code = typeof error?.extensions?.code === 'string' ? error.extensions.code : undefined;
  if (status === 401 || code === 'UNAUTHENTICATED' || code === 'ACCESS_DENIED')
    throw tokenError(error?.message ?? `it answers ${status}`);
  if (error) {
    if (code !== undefined && BUSY_CODES.has(code)) throw new ShopUnavailable(error.message);
    throw new ShopRefusal(code ?? 'UNKNOWN', error.message, error.extensions?.data);
  }
  if (status !== 200 || !answer?.data) {
    throw new CliError(
      'SHOP_ANSWER',
      `What answers does not speak GraphQL: status ${status}, ${JSON.stringify(body.slice(0, 80))}.`,
      'Check --url: it is the address of the shop, such as http://localhost:3000.',
    );
  }
  return answer.data;
}

function parseAnswer<T>(body: string): GraphqlAnswer<T> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function tokenError(problem: string): CliError {
  return new CliError(
    'SHOP_TOKEN',
    `The shop does not accept the token: ${problem}`,
    'Pass one with the roles sales, catalog and warehouse: --token, SHOP_TOKEN, or the file dev-token that a shop in development writes into its DATA_DIR (default: .data).',
  );
}
