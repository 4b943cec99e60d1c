/**
 * The host for clients: the contexts that the topology places in the main process, behind GraphQL, authentication, rate
 * limits, health checks and an index page.
 */
export { runEdgeHost, type EdgeHostOptions } from './edge-host/run-edge-host.js';
export {
  startEdgeHost,
  type EdgeContent,
  type EdgeContext,
  type RunningEdgeHost,
  type StartEdgeHostOptions,
} from './edge-host/start-edge-host.js';
export { Authenticator } from './auth/authenticator.js';
export { DevelopmentIssuer, type DevelopmentSubject } from './auth/development-issuer.js';
export { AllowedHosts } from './headers/allowed-hosts.js';
export { EDGE_LIMITS, type EdgeLimits } from './limits/edge-limits.js';
