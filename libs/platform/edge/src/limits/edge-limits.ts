import { MultilithError } from '@multilith/contract';
import { integerFromEnv } from '@multilith/host';
import { OPERATOR_ROLE } from '../defaults.js';
import { SOCKET_LIMITS, type SocketLimits } from './socket-limits.js';
import { ClientAddresses } from './client-addresses.js';
import type { Rate } from './rate-limiter.js';
import type { RateSettings } from './rate-limits.js';

/** Limits for anonymous and signed-in clients of the edge. */
export interface EdgeLimits extends RateSettings {
  /** `MAX_CONNECTIONS`: open connections of the process, WebSockets included. */
  readonly connections: number;
  /** `MAX_CONNECTIONS_PER_ADDRESS`: open connections of one address; trusted proxies are exempt. */
  readonly connectionsPerAddress: number;
  /** `HEADERS_TIMEOUT_MS`: longest time for the headers of a request, in milliseconds. */
  readonly headersTimeoutMs: number;
  /**
   * `KEEP_ALIVE_TIMEOUT_MS`: longest idle time of a connection, in milliseconds; must be longer than that of a proxy in
   * front.
   */
  readonly keepAliveTimeoutMs: number;
  /** `MAX_BODY_BYTES`: maximum length of a request body, in bytes. */
  readonly bodyBytes: number;
  /** `MAX_ANONYMOUS_BODY_BYTES`: maximum length of a body of a request without a token, in bytes. */
  readonly anonymousBodyBytes: number;
  /** `MAX_BODIES_BYTES`: total length of the bodies of all running requests, in bytes; one client may use a quarter. */
  readonly bodiesBytes: number;
  /**
   * `MAX_ANSWERS_BYTES`: total length of unread responses, in bytes; beyond it the client with the most loses its
   * oldest.
   */
  readonly answersBytes: number;
  /** `MAX_DOCUMENT_BYTES`: maximum length of a GraphQL document, in bytes. */
  readonly documentBytes: number;
  /** `MAX_MUTATION_FIELDS`: maximum number of commands in one request. */
  readonly mutationFields: number;
  /**
   * `OVERLOAD_MS`: delay of timers, several times in a row, beyond which requests without a token are refused, in
   * milliseconds; 0: never.
   */
  readonly overloadMs: number;
  /** `TRUSTED_PROXIES`: addresses of proxies whose `X-Forwarded-For` is used. */
  readonly trustedProxies: readonly string[];
}

/** Default limits. */
export const EDGE_LIMITS: EdgeLimits = {
  connections: 2_000,
  connectionsPerAddress: 500,
  headersTimeoutMs: 10_000,
  keepAliveTimeoutMs: 72_000,
  bodyBytes: 1024 * 1024,
  anonymousBodyBytes: 128 * 1024,
  bodiesBytes: 32 * 1024 * 1024,
  answersBytes: 64 * 1024 * 1024,
  documentBytes: 64 * 1024,
  mutationFields: 10,
  overloadMs: 100,
  anonymous: { perSecond: 50, burst: 500 },
  signedIn: { perSecond: 20, burst: 400 },
  staff: { perSecond: 2_000, burst: 20_000 },
  staffRoles: [OPERATOR_ROLE],
  trustedProxies: [],
};

const BILLION = 1_000_000_000;

/**
 * Reads the limits of an edge host.
 *
 * @param staffRoles default of `RATE_LIMIT_STAFF_ROLES`
 * @throws MultilithError CONFIG_INVALID
 */
export function edgeLimitsFromEnv(
  env: NodeJS.ProcessEnv,
  staffRoles: readonly string[] = EDGE_LIMITS.staffRoles,
): EdgeLimits {
  const whole = (name: string, byDefault: number): number => positiveFromEnv(env, name, byDefault);
  const limits: EdgeLimits = {
    connections: whole('MAX_CONNECTIONS', EDGE_LIMITS.connections),
    connectionsPerAddress: whole('MAX_CONNECTIONS_PER_ADDRESS', EDGE_LIMITS.connectionsPerAddress),
    headersTimeoutMs: whole('HEADERS_TIMEOUT_MS', EDGE_LIMITS.headersTimeoutMs),
    keepAliveTimeoutMs: whole('KEEP_ALIVE_TIMEOUT_MS', EDGE_LIMITS.keepAliveTimeoutMs),
    bodyBytes: whole('MAX_BODY_BYTES', EDGE_LIMITS.bodyBytes),
    anonymousBodyBytes: whole('MAX_ANONYMOUS_BODY_BYTES', EDGE_LIMITS.anonymousBodyBytes),
    bodiesBytes: whole('MAX_BODIES_BYTES', EDGE_LIMITS.bodiesBytes),
    answersBytes: whole('MAX_ANSWERS_BYTES', EDGE_LIMITS.answersBytes),
    documentBytes: whole('MAX_DOCUMENT_BYTES', EDGE_LIMITS.documentBytes),
    mutationFields: whole('MAX_MUTATION_FIELDS', EDGE_LIMITS.mutationFields),
    overloadMs: integerFromEnv(env, 'OVERLOAD_MS', EDGE_LIMITS.overloadMs, BILLION),
    anonymous: rateFromEnv(env, 'RATE_LIMIT_ANONYMOUS', EDGE_LIMITS.anonymous),
    signedIn: rateFromEnv(env, 'RATE_LIMIT_SIGNED_IN', EDGE_LIMITS.signedIn),
    staff: rateFromEnv(env, 'RATE_LIMIT_STAFF', EDGE_LIMITS.staff),
    staffRoles: wordsFromEnv(env, 'RATE_LIMIT_STAFF_ROLES') ?? staffRoles,
    trustedProxies: wordsFromEnv(env, 'TRUSTED_PROXIES') ?? EDGE_LIMITS.trustedProxies,
  };
  // Fails at start rather than at the first request.
  new ClientAddresses(limits.trustedProxies);
  return limits;
}

/** Reads `MAX_SOCKETS` and other limits of WebSockets. @throws MultilithError CONFIG_INVALID */
export function socketLimitsFromEnv(env: NodeJS.ProcessEnv): Partial<SocketLimits> {
  return {
    connections: positiveFromEnv(env, 'MAX_SOCKETS', SOCKET_LIMITS.connections),
    connectionsOfOne: positiveFromEnv(env, 'MAX_SOCKETS_PER_PRINCIPAL', SOCKET_LIMITS.connectionsOfOne),
    unsigned: positiveFromEnv(env, 'MAX_UNSIGNED_SOCKETS', SOCKET_LIMITS.unsigned),
    unsignedOfAddress: positiveFromEnv(env, 'MAX_UNSIGNED_SOCKETS_PER_ADDRESS', SOCKET_LIMITS.unsignedOfAddress),
  };
}

function positiveFromEnv(env: NodeJS.ProcessEnv, name: string, byDefault: number): number {
  const value = integerFromEnv(env, name, byDefault, BILLION);
  if (value > 0) return value;
  throw new MultilithError('CONFIG_INVALID', `${name} is '${env[name]}'.`, 'Set it to 1 or more, or not at all.');
}

/** Reads a rate like `20/200`: points per second and burst; `20` means `20/20`; `off` means no limit. */
function rateFromEnv(env: NodeJS.ProcessEnv, name: string, byDefault: Rate): Rate {
  const text = env[name];
  if (text === undefined || text === '') return byDefault;
  if (text === 'off') return { perSecond: 0, burst: 0 };
  const [, perSecond, burst] = /^([1-9]\d{0,5})(?:\/([1-9]\d{0,6}))?$/.exec(text) ?? [];
  if (perSecond !== undefined)
    return { perSecond: Number(perSecond), burst: burst === undefined ? Number(perSecond) * 10 : Number(burst) };
  throw new MultilithError(
    'CONFIG_INVALID',
    `${name} is '${text}'.`,
    'Set it to points per second and at once, such as 20/200, to off, or not at all.',
  );
}

function wordsFromEnv(env: NodeJS.ProcessEnv, name: string): readonly string[] | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  return text.split(',').flatMap((word) => word.trim() || []);
}
