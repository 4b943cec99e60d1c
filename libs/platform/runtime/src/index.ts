/**
 * Runs bounded contexts in one process. Modules use `ContextModule`, `use`, `fallback` and `subscription` in their
 * module file; hosts use `startHost` or `MultilithModule`.
 */
export { ContextModule, type ApiOptions, type ContextOptions } from './context/context.module.js';
export { fallback, use, type UseOptions } from './context/use.js';
export { settings } from './context/settings.js';
export { subscription, type SubscriptionOptions } from './context/subscription.js';
export type {
  ContextDefinition,
  Duration,
  Fallback,
  Persistence,
  Subscription,
  Use,
} from './context/context-definition.js';

export { startHost, type ContextLoader, type Host, type HostOptions } from './host/start-host.js';
export { MultilithModule } from './host/multilith.module.js';
export { MultilithRuntime } from './host/multilith-runtime.js';
export type { MultilithOptions } from './host/multilith-options.js';
export type { ContextDescription, HostDescription } from './host/host-description.js';
export { hostOf, MAIN_HOST, readTopology, type Topology } from './host/topology.js';

export { printable } from './observation/printable.js';
export { runAtEdge, currentTrace, currentlyWithoutPersonal, type EdgeRequest } from './call/call-scope.js';
export { RemoteCallError, type CallFailure, type CallFailureDetail } from './call/remote-call-error.js';
export type { CallExercise } from './call/call-exercise.js';

export {
  developmentPrincipalKeys,
  principalEnv,
  principalKeysFromEnv,
  temporaryPrincipalKeys,
  type HostKeys,
  type PrincipalKeys,
} from './principal/principal-keys.js';
export { principalProblem } from './principal/subject.js';
export type { TransportConnector, TransportOptions } from './transport/host-transports.js';
export {
  TransportError,
  type AnnouncementListener,
  type CallReply,
  type CallerSignal,
  type CallRequest,
  type Receiver,
  type Transport,
  type TransportFailure,
} from './transport/transport.js';

export type { EventStreams, StopFollowing, StreamMessage } from './transport/event-streams.js';
export type { WireEvent } from './transport/journal-wire.js';

export type {
  CallWork,
  CommitWork,
  DeliverWork,
  ObservedWork,
  PublishWork,
  RelayWork,
  RequestWork,
  Work,
  WorkFacts,
  WorkObserver,
} from './observation/work-observer.js';

export { withoutPersonal } from './personal/personal-failures.js';
export { nodeEnvironment, type NodeEnvironment } from './host/node-environment.js';
export { WiringError, type WiringFault } from './wiring/wiring-error.js';

export { ContextDatabase } from './database/context-database.js';
export { ContextDatabases } from './database/context-databases.js';
export { maxConnections } from './database/server-connections.js';
export {
  contextDatabaseUrl,
  DATABASE_DEFAULTS,
  databaseConfigFromEnv,
  databaseVariable,
  type DatabaseConfig,
} from './database/database-config.js';
export { requireHostLogins } from './database/host-logins.js';
export { provision, type Provisioned, type ProvisioningOptions } from './database/provisioning.js';
export { requireStrongRoleSecret, rolePassword, roleSecretProblem } from './database/role-password.js';
export { withRoleSecret } from './database/role-secret.js';
export type { PublisherStatus, SubscriptionStatus } from './engine/engine-subscription.js';
export type { SubscriptionStore, SubscriptionTransaction } from './engine/ports.js';
export { latestEvents, type LatestEvent } from './engine-postgres/latest-events.js';
export { undeliveredEvents, type UndeliveredEvents } from './engine-postgres/undelivered-events.js';
export { orphanedSubscriptions, retireSubscription, type Orphan } from './engine-postgres/orphaned-subscriptions.js';
export { acceptRestoredJournals, type RestoredJournal } from './engine-postgres/restored-journals.js';
export {
  dropParkedEvents,
  listParkedEvents,
  retryParkedEvents,
  type ParkedFilter,
} from './engine-postgres/parked-events.js';
export { readParkedContent, type ParkedContent } from './engine-postgres/parked-content.js';
export type { ParkedEventRow, ParkedStatus } from './engine/ports.js';
export { DEFAULT_RETRY_POLICY, exponentialBackoff, type RetryPolicy } from './engine/retry-policy.js';
export type { EngineTiming } from './engine/engine-timing.js';
