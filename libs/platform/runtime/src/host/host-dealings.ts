import { Placement } from '../topology/placement.js';
import { hostOf, MAIN_HOST, type Topology } from '../topology/topology.js';
import type { ContextTraffic } from './context-traffic.js';

/** A deployment, as far as its hosts deal with each other. */
export interface DealingsOptions {
  readonly topology: Topology;
  /** Every context of the system. */
  readonly contexts: readonly ContextTraffic[];
}

/** Contexts that a host deals with over one transport. */
export interface HostDealings {
  /** Contexts that it serves. */
  readonly own: readonly string[];
  /** Contexts of other hosts that it calls. */
  readonly calls: readonly string[];
  /** Contexts of other hosts whose journals, announcements and events it reads. */
  readonly follows: readonly string[];
}

/** Returns the names of all hosts of a deployment, the monolith first. */
export const hostsOf = ({ topology, contexts }: DealingsOptions): string[] => [
  ...new Set([MAIN_HOST, ...contexts.map(({ name }) => hostOf(topology, name))]),
];

/**
 * Returns what a host needs over a transport: to serve its contexts, to call the contexts that they use, and to follow
 * those that they subscribe to. The monolith also calls and follows the contexts whose APIs it runs. Transports grant
 * permissions by it.
 *
 * @param transport name in the topology. Contexts that are reached over another one are left out
 * @example
 * dealingsOf('orders', 'nats', { topology: readTopology('topology.json'), contexts: trafficOf(description) });
 */
export function dealingsOf(host: string, transport: string, { topology, contexts }: DealingsOptions): HostDealings {
  const placement = new Placement(host, topology);
  const served = contexts.filter(({ name }) => placement.runsAt(name) === host);
  const elsewhere = (names: readonly string[]): string[] =>
    [...new Set(names)].filter((name) => placement.transportTo(name) === transport).sort();
  const apis = host === MAIN_HOST ? contexts.filter(({ api }) => api !== undefined) : [];
  const isServed = host === MAIN_HOST || placement.servedOver.includes(transport);
  const ofApis = apis.map(({ name }) => name);
  return {
    own: isServed ? served.map(({ name }) => name) : [],
    calls: elsewhere([...served.flatMap(({ calls }) => calls), ...ofApis, ...apis.flatMap(({ api }) => api!)]),
    // Live views in an API read the journal.
    follows: elsewhere([...served.flatMap(({ follows }) => follows), ...ofApis]),
  };
}
