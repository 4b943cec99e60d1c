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
 * Settings of an edge host, from the environment. Development adds GraphiQL, tokens of the host itself and the seed.
 */
export interface EdgeHostConfig extends HostConfig {
  /** `PORT`. Default 3000; 0 takes a free one. */
  readonly port: number;
  /** `AUTH_…`; without them the host signs its own tokens, in development only. */
  readonly auth: AuthConfig | undefined;
  /** `ALLOWED_HOSTS`: names that requests may ask for. Default: those of this machine in development, every one in production. */
  readonly allowedHosts: AllowedHosts;
  /** `HSTS_MAX_AGE`: how long browsers keep to TLS, in seconds, two years at most. Default 0: they are not asked to. */
  readonly hstsSeconds: number;
  /** `REQUEST_TIMEOUT_MS`. Default 30 s. */
  readonly requestTimeoutMs: number;
  /** Observability: `METRICS`, `TRACE_FILE`, `OTEL_…`. */
  readonly telemetry: TelemetrySettings;
  /** `METRICS_PORT`: answers `/metrics` there to everyone; keep strangers from it. Default: only the edge does. */
  readonly metricsPort: number | undefined;
  /** What clients may take: `MAX_…`, `RATE_LIMIT_…`, `TRUSTED_PROXIES` and the like. */
  readonly limits: EdgeLimits;
  /** `MAX_SOCKETS` and the like. */
  readonly socketLimits: Partial<SocketLimits>;
  /** `SEED`: whether the application's seed runs. Default: in development. */
  readonly seed: boolean;
}

const TWO_YEARS_SECONDS = 63_072_000;

/**
 * Reads the configuration of an edge host.
 *
 * @param options.workspace folder that relative paths stand in
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
