/** Starting a host: its contexts, topology, principal keys and database settings; the description of a running host. */
export { startHost, type ContextLoader, type Host, type HostOptions } from '../host/start-host.js';
export { MultilithModule } from '../host/multilith.module.js';
export { MultilithRuntime } from '../host/multilith-runtime.js';
export type { MultilithOptions } from '../host/multilith-options.js';
export type { ContextDescription, HostDescription } from '../host/host-description.js';
export { WiringError, type WiringFault } from '../wiring/wiring-error.js';
export { nodeEnvironment, type NodeEnvironment } from '@multilith/data';

export { Placement } from '../topology/placement.js';
export { hostOf, MAIN_HOST, readTopology, type Topology } from '../topology/topology.js';
export { trafficOf, transportsOf, type ContextTraffic } from '../host/context-traffic.js';
export { dealingsOf, hostsOf, type DealingsOptions, type HostDealings } from '../host/host-dealings.js';

export { principalProblem, runAtEdge, type EdgeRequest } from '@multilith/data';
export {
  developmentPrincipalKeys,
  principalEnv,
  principalKeysFromEnv,
  temporaryPrincipalKeys,
  type HostKeys,
  type PrincipalKeys,
} from '../principal/principal-keys.js';

export {
  contextDatabaseUrl,
  ContextDatabases,
  DATABASE_DEFAULTS,
  databaseConfigFromEnv,
  databaseVariable,
  maxConnections,
  requireHostLogins,
  requireStrongRoleSecret,
  rolePassword,
  roleSecretProblem,
  withRoleSecret,
  type ContextDatabase,
  type DatabaseConfig,
} from '@multilith/data';
export { DEFAULT_RETRY_POLICY, exponentialBackoff, type EngineTiming, type RetryPolicy } from '@multilith/events';

export type { EarlierCalls } from '../call/earlier-calls.js';
export { earlierForms } from '../buses/earlier-forms.js';
export type { CallExercise } from '../call/call-exercise.js';
export { CONTEXT_DEFINITION } from '../context/context-tokens.js';
export type { ApiOptions } from '../context.module.js';
export type { ContextDefinition, Duration } from '../context/context-definition.js';
export { cqrsMetadataOf } from '../buses/cqrs-metadata.js';
