import { Placement } from '../topology/placement.js';
import type { Topology } from '../topology/topology.js';
import type { HostDescription } from './host-description.js';

/** What a context needs of others: transports grant permissions by it, and the supervisor stops callers first. */
export interface ContextTraffic {
  readonly name: string;
  /** Contexts that it calls. */
  readonly calls: readonly string[];
  /** Contexts whose events it subscribes to. */
  readonly follows: readonly string[];
  /**
   * Contexts that its API calls beside itself; left out for a context without an API. APIs run in the monolith, wherever
   * their contexts do.
   */
  readonly api?: readonly string[] | undefined;
}

/**
 * Returns the traffic of every context, read from the description of a host that has all contexts, such as the monolith before anything is extracted.
 *
 * @example
 * const contexts = trafficOf(app.get(MultilithRuntime).describe());
 */
export function trafficOf({ contexts }: HostDescription): ContextTraffic[] {
  return contexts.map(({ name, uses, subscriptions, api }) => ({
    name,
    calls: unique(uses.map(({ context }) => context)),
    // The name of an event begins with its publisher.
    follows: unique(subscriptions.flatMap(({ events }) => events.map((event) => event.split('.')[0]!))),
    ...(api === undefined ? {} : { api: unique(api.calls) }),
  }));
}

/**
 * Returns the names of the transports that a host connects: those over which it is called, and those to the contexts that
 * its own contexts call and follow.
 *
 * @param traffic every context of the system
 * @example
 * transportsOf('orders', { orders: { transport: 'grpc' }, catalog: { transport: 'nats' } }, traffic); // ['grpc', 'nats']
 */
export function transportsOf(host: string, topology: Topology, traffic: readonly ContextTraffic[]): readonly string[] {
  const placement = new Placement(host, topology);
  const here = traffic.filter(({ name }) => placement.runsAt(name) === host);
  return placement.transportsFor(here.flatMap(({ calls, follows }) => [...calls, ...follows]));
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
