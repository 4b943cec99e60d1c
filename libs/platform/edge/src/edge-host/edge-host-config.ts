import {
  hostConfigFromEnv,
  integerFromEnv,
  oneOfFromEnv,
  requireLocalDevelopment,
  telemetrySettingsFromEnv,
  type HostConfig,
  type TelemetrySettings,
} from '@multilith/host';
import { authConfigFromEnv, type AuthConfig } from '../auth/auth-config.js';
import { AllowedHosts } from '../headers/allowed-hosts.js';
import { edgeLimitsFromEnv, socketLimitsFromEnv, type EdgeLimits } from '../limits/edge-limits.js';
import type { SocketLimits } from '../limits/socket-limits.js';

/**
 * Settings of an edge host, from the environment. Development adds GraphiQL, self-signed tokens and seed data.
 */
export interface EdgeHostConfig extends HostConfig {
  /** `PORT`. Default: 3000; 0 means any free port. */
  readonly port: number;
  /** `AUTH_…`; if unset, the host signs its own tokens, in development only. */
  readonly auth: AuthConfig | undefined;
  /**
   * `ALLOWED_HOSTS`: accepted names in `Host`. Default: names of this machine in development, any name in production.
   */
  readonly allowedHosts: AllowedHosts;
  /**
   * `HSTS_MAX_AGE`: time for which browsers must use TLS, in seconds, at most two years. Default: 0, no HSTS header.
   */
  readonly hstsSeconds: number;
  /** `REQUEST_TIMEOUT_MS`: longest time of a request, in milliseconds. Default: 30,000. */
  readonly requestTimeoutMs: number;
  /** Observability: `METRICS`, `TRACE_FILE`, `OTEL_…`. */
  readonly telemetry: TelemetrySettings;
  /**
   * `METRICS_PORT`: an additional port that serves `/metrics` without authentication; protect it from public access.
   * Default: only the edge serves metrics.
   */
  readonly metricsPort: number | undefined;
  /** Limits for clients: `MAX_…`, `RATE_LIMIT_…`, `TRUSTED_PROXIES` and others. */
  readonly limits: EdgeLimits;
  /** `MAX_SOCKETS` and other limits of WebSockets. */
  readonly socketLimits: Partial<SocketLimits>;
  /** `SEED`: whether the application's seed function runs. Default: only in development. */
  readonly seed: boolean;
}

const TWO_YEARS_SECONDS = 63_072_000;

/**
 * Reads the configuration of an edge host.
 *
 * @param options.workspace base folder of relative paths
 * @param options.staffRoles default of `RATE_LIMIT_STAFF_ROLES`
 * @throws MultilithError CONFIG_INVALID, DATABASE_CONFIG, AUTH_NOT_CONFIGURED, AUTH_INSECURE_URL, DEVELOPMENT_ON_NETWORK
 */
export function edgeHostConfigFromEnv(
  env: NodeJS.ProcessEnv,
  { workspace, staffRoles }: { readonly workspace: string; readonly staffRoles?: readonly string[] },
): EdgeHostConfig {
  const host = hostConfigFromEnv(env, workspace);
  requireLocalDevelopment(env, host);
  return {
    ...host,
    port: integerFromEnv(env, 'PORT', 3000, 65_535),
    auth: authConfigFromEnv(env, host.development),
    allowedHosts: AllowedHosts.fromEnv(env, host),
    hstsSeconds: integerFromEnv(env, 'HSTS_MAX_AGE', 0, TWO_YEARS_SECONDS),
    requestTimeoutMs: integerFromEnv(env, 'REQUEST_TIMEOUT_MS', 30_000, 3_600_000),
    telemetry: telemetrySettingsFromEnv(env, workspace),
    metricsPort: env.METRICS_PORT ? integerFromEnv(env, 'METRICS_PORT', 0, 65_535) : undefined,
    limits: edgeLimitsFromEnv(env, staffRoles),
    socketLimits: socketLimitsFromEnv(env),
    seed: oneOfFromEnv(env, 'SEED', ['true', 'false'], host.development ? 'true' : 'false') === 'true',
  };
}
