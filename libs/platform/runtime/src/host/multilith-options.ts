import type { CallExercise } from '../call/call-exercise.js';
import type { DatabaseConfig } from '@multilith/data';
import type { EngineTiming, RetryPolicy, SubscriptionStore } from '@multilith/events';
import type { WorkObserver } from '../observation/work-observer.js';
import type { PrincipalKeys } from '../principal/principal-keys.js';
import type { TransportConnector } from '../transport/host-transports.js';
import type { Topology } from '../topology/topology.js';

/** How a host runs its contexts. */
export interface MultilithOptions {
  /** Name of the host. Default: `monolith`. */
  readonly host?: string;
  /** Where the contexts keep their data. Default: from `DATABASE_URL` and `<CONTEXT>_DATABASE_URL`. */
  readonly database?: Partial<DatabaseConfig>;
  /** Where contexts run that are not in this host. Default: nowhere, so everything used must be here. */
  readonly topology?: Topology;
  /**
   * Connects transports, by their names in the topology. Only those that this host needs are connected, when it starts.
   * @example { nats: async ({ host }) => (await import('@multilith/nats')).connectNats({ host, servers: NATS_URL }) }
   */
  readonly transports?: Readonly<Record<string, TransportConnector>>;
  /** Keys of this host, which sign and check the principals of calls between hosts. Needed if there are other hosts. */
  readonly principalKeys?: PrincipalKeys;
  /**
   * Whether a command that leaves for another context after the sender's transaction has written is an error instead
   * of a counted warning. Default: true under `NODE_ENV=test`.
   */
  readonly strict?: boolean;
  /** How events are handled. Default: what suits production, see `EngineTiming` and `RetryPolicy`. */
  readonly events?: {
    /** When a failed event is tried again, and when it is parked. Default: five attempts over ten seconds. */
    readonly retryPolicy?: RetryPolicy;
    readonly timing?: Partial<EngineTiming>;
  };
  /** Sees what the host does, for traces and metrics. Default: no observer, which costs nothing. */
  readonly observer?: WorkObserver;
  /** For the test kit. */
  readonly testing?: {
    readonly exercise?: CallExercise;
    /** Stands between the event engine and the store of a context. */
    readonly wrapStore?: (store: SubscriptionStore) => SubscriptionStore;
  };
}

/** Key of the options among the providers of `MultilithModule`. */
export const MULTILITH_OPTIONS = Symbol('multilith.options');
