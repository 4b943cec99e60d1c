import { MultilithError } from '@multilith/contract';

/** A host of a deployment, as far as its database connections go. */
export interface HostLoad {
  readonly host: string;
  /** Contexts that run in each of its processes. */
  readonly contexts: number;
  /** Processes of this host. */
  readonly instances: number;
}

/** A handler and the event engine each need a connection, or they wait for one another. */
const FEWEST_PER_CONTEXT = 2;
/** What a context gets where the server has room. */
const PER_CONTEXT = 4;
/** What a process of few contexts takes. */
const PER_PROCESS = 40;
/** Left to superusers, tools, and the set-up of schemas: of a small server a fifth. */
const RESERVED = 20;
const RESERVED_SHARE = 1 / 5;

/** Most connections that a process with so many contexts opens where `DATABASE_POOL_TOTAL` is not set. */
export const defaultPoolTotal = (contexts: number): number => Math.max(PER_PROCESS, PER_CONTEXT * contexts);

/** Fewest connections with which a process with so many contexts can work. */
export const fewestConnections = (contexts: number): number => FEWEST_PER_CONTEXT * Math.max(1, contexts);

/** Most connections that the processes of a server with `max_connections` may open together. */
export const availableConnections = (maxConnections: number): number =>
  maxConnections - Math.min(RESERVED, Math.floor(maxConnections * RESERVED_SHARE));

/** Most connections of the role of one context: three quarters, so that the others can always work. */
export const roleConnectionLimit = (maxConnections: number): number =>
  Math.max(FEWEST_PER_CONTEXT, Math.floor((availableConnections(maxConnections) * 3) / 4));

/**
 * The `max_connections` with which a server has room for every process of a deployment, each with its default, and for
 * tools. A host without contexts opens no connections.
 */
export const connectionsNeeded = (hosts: readonly HostLoad[]): number =>
  serverFor(sum(hosts, ({ contexts, instances }) => instances * wished(contexts)));

/** The `max_connections` of a server on which hosts share what there is, and still have enough to work with. */
export const connectionsForSharing = (hosts: readonly HostLoad[]): number =>
  serverFor(sum(hosts, ({ contexts, instances }) => instances * contexts * PER_CONTEXT));

/**
 * The most connections that a process of each host may open, so that all together stay below what their server takes:
 * the default where that fits, otherwise a share by the number of contexts.
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

/** The smallest `max_connections` that leaves so many connections available. */
const serverFor = (connections: number): number =>
  Math.min(connections + RESERVED, Math.ceil(connections / (1 - RESERVED_SHARE)));

const wished = (contexts: number): number => (contexts === 0 ? 0 : defaultPoolTotal(contexts));

function tooFew(hosts: readonly HostLoad[], needed: number, maxConnections: number): MultilithError {
  const processes = sum(hosts, ({ instances }) => instances);
  const contexts = sum(hosts, (host) => host.contexts * host.instances);
  return new MultilithError(
    'CONNECTION_BUDGET',
    `The database server takes ${maxConnections} connections; ${processes} ${processes === 1 ? 'process' : 'processes'} with ` +
      `${contexts} contexts in all need ${needed}: ${FEWEST_PER_CONTEXT} for each context, the rest for tools and set-up.`,
    `Set max_connections of PostgreSQL to ${needed} or more (${connectionsNeeded(hosts)} gives every process its default), or run fewer instances.`,
  );
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
