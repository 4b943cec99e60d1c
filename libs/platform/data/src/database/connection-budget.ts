import { MultilithError } from '@multilith/contract';

/** A host of a deployment, for the computation of database connections. */
export interface HostLoad {
  readonly host: string;
  /** Number of contexts in each of its processes. */
  readonly contexts: number;
  /** Number of processes of this host. */
  readonly instances: number;
}

/** Minimum connections per context: a handler and the event engine each need one, or they would deadlock. */
const MIN_CONNECTIONS_PER_CONTEXT = 2;
/** Default connections per context. */
const DEFAULT_CONNECTIONS_PER_CONTEXT = 4;
/** Default connections of a process with few contexts. */
const DEFAULT_CONNECTIONS_PER_PROCESS = 40;
/** Connections reserved for superusers, tools and schema set-up; at most a fifth of a small server. */
const RESERVED_CONNECTIONS = 20;
const MAX_RESERVED_SHARE = 1 / 5;

/** Returns the maximum connections of a process with this many contexts if `DATABASE_POOL_TOTAL` is not set. */
export const defaultPoolTotal = (contexts: number): number =>
  Math.max(DEFAULT_CONNECTIONS_PER_PROCESS, DEFAULT_CONNECTIONS_PER_CONTEXT * contexts);

/** Returns the minimum connections that a process with this many contexts needs. */
export const fewestConnections = (contexts: number): number => MIN_CONNECTIONS_PER_CONTEXT * Math.max(1, contexts);

/**
 * Returns the connections that all processes of a deployment may open together on a server with this `max_connections`.
 */
export const availableConnections = (maxConnections: number): number =>
  maxConnections - Math.min(RESERVED_CONNECTIONS, Math.floor(maxConnections * MAX_RESERVED_SHARE));

/** Returns the connection limit of the role of one context: three quarters, so that other contexts can always work. */
export const roleConnectionLimit = (maxConnections: number): number =>
  Math.max(MIN_CONNECTIONS_PER_CONTEXT, Math.floor((availableConnections(maxConnections) * 3) / 4));

/**
 * Returns the `max_connections` at which every process of a deployment can open its default number of connections,
 * tools included. A host without contexts opens no connections.
 */
export const connectionsNeeded = (hosts: readonly HostLoad[]): number =>
  serverFor(sum(hosts, ({ contexts, instances }) => instances * wished(contexts)));

/** Returns the smallest `max_connections` at which hosts that share the connections have enough to work. */
export const connectionsForSharing = (hosts: readonly HostLoad[]): number =>
  serverFor(sum(hosts, ({ contexts, instances }) => instances * contexts * DEFAULT_CONNECTIONS_PER_CONTEXT));

/**
 * Returns the maximum connections of a process of each host, so that all processes together stay within the limit of
 * their server: the default if it fits, otherwise a share by number of contexts.
 *
 * @example shareConnections([{ host: 'monolith', contexts: 8, instances: 3 }], 100) // monolith: 26
 *
 * @param maxConnections `max_connections` of the server
 * @returns `DATABASE_POOL_TOTAL` by host; hosts without contexts have none
 * @throws MultilithError CONNECTION_BUDGET if the server takes fewer connections than the contexts need
 */
export function shareConnections(hosts: readonly HostLoad[], maxConnections: number): ReadonlyMap<string, number> {
  const loaded = hosts.filter(({ contexts, instances }) => contexts > 0 && instances > 0);
  const available = availableConnections(maxConnections);
  const least = sum(loaded, ({ contexts, instances }) => instances * fewestConnections(contexts));
  if (least > available) throw tooFew(loaded, serverFor(least), maxConnections);
  const more = sum(loaded, ({ contexts, instances }) => instances * (wished(contexts) - fewestConnections(contexts)));
  const part = more === 0 ? 1 : Math.min(1, (available - least) / more);
  return new Map(
    loaded.map(({ host, contexts }) => {
      const fewest = fewestConnections(contexts);
      return [host, fewest + Math.floor((wished(contexts) - fewest) * part)];
    }),
  );
}

/** Returns the smallest `max_connections` that leaves this many connections available. */
const serverFor = (connections: number): number =>
  Math.min(connections + RESERVED_CONNECTIONS, Math.ceil(connections / (1 - MAX_RESERVED_SHARE)));

const wished = (contexts: number): number => (contexts === 0 ? 0 : defaultPoolTotal(contexts));

function tooFew(hosts: readonly HostLoad[], needed: number, maxConnections: number): MultilithError {
  const processes = sum(hosts, ({ instances }) => instances);
  const contexts = sum(hosts, (host) => host.contexts * host.instances);
  return new MultilithError(
    'CONNECTION_BUDGET',
    `The database server takes ${maxConnections} connections; ${processes} ${processes === 1 ? 'process' : 'processes'} with ` +
      `${contexts} contexts in all need ${needed}: ${MIN_CONNECTIONS_PER_CONTEXT} for each context, the rest for tools and set-up.`,
    `Set max_connections of PostgreSQL to ${needed} or more (${connectionsNeeded(hosts)} gives every process its default), or run fewer instances.`,
  );
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
