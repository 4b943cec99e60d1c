import type { CallExercise } from '../call/call-exercise.js';
import type { DatabaseConfig } from '@multilith/data';
import type { EngineTiming, RetryPolicy, SubscriptionStore } from '@multilith/events';
import type { WorkObserver } from '../observation/work-observer.js';
import type { PrincipalKeys } from '../principal/principal-keys.js';
import type { TransportConnector } from '../transport/host-transports.js';
import type { Topology } from '../topology/topology.js';

/** Options of a host. */
export interface MultilithOptions {
  /** Name of the host. Default: `monolith`. */
  readonly host?: string;
  /** Database settings. Default: from `DATABASE_URL` and `<CONTEXT>_DATABASE_URL`. */
  readonly database?: Partial<DatabaseConfig>;
  /** Contexts in other hosts. Default: none, so all used contexts must be in this host. */
  readonly topology?: Topology;
  /**
   * Connects transports, by their names in the topology. Only those that this host needs are connected, when it starts.
   * @example { nats: async ({ host }) => (await import('@multilith/nats')).connectNats({ host, servers: NATS_URL }) }
   */
  readonly transports?: Readonly<Record<string, TransportConnector>>;
  /** Keys that sign and verify the principals of calls between hosts. Required if there are other hosts. */
  readonly principalKeys?: PrincipalKeys;
  /**
   * Whether a command to another context after a write in the sender's transaction is an error. Default: true under
   * `NODE_ENV=test`; otherwise it is counted and logged as a warning.
   */
  readonly strict?: boolean;
  /** Event handling. Default: production values, see `EngineTiming` and `RetryPolicy`. */
  readonly events?: {
    /** When a failed event is retried, and when it is parked. Default: five attempts over ten seconds. */
    readonly retryPolicy?: RetryPolicy;
    readonly timing?: Partial<EngineTiming>;
  };
  /** Observes the work of the host, for traces and metrics. Default: no observer, at no cost. */
  readonly observer?: WorkObserver;
  /** For the test kit. */
  readonly testing?: {
    readonly exercise?: CallExercise;
    /** Wraps the store that the event engine uses for a context. */
    readonly wrapStore?: (store: SubscriptionStore) => SubscriptionStore;
  };
}

/** Key of the options among the providers of `MultilithModule`. */
export const MULTILITH_OPTIONS = Symbol('multilith.options');
