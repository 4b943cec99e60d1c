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

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
