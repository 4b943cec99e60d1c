/**
 * Runs the process around contexts: configuration, logging, health, database, shutdown. Use `runContextHost` for a host
 * of one context. `@multilith/edge` builds the host that clients talk to from the same functions.
 */
import 'reflect-metadata';

export { runContextHost, type ContextHostOptions } from './context-host/run-context-host.js';

export { hostConfigFromEnv, type HostConfig, type LogFormat } from './config/host-config.js';
export { integerFromEnv, oneOfFromEnv } from './config/environment.js';
export { isLoopback, requireLocalDevelopment } from './config/local-development.js';
export { openHostDatabase, type HostDatabase } from './database/host-database.js';
export { pingDatabases } from './database/ping-databases.js';
export { ANSWER_HEADERS, setAnswerHeaders } from './http/answer-headers.js';
export { readiness, type Checked, type Health } from './health/health.js';
export { PinoLogger, type PinoLoggerOptions } from './logging/pino-logger.js';
export { portError, requireFreePort } from './process/port-taken.js';
export { Shutdown } from './process/shutdown.js';
export { tellReady, type HostReady } from './process/supervised.js';
export { hostConnections, type HostConnections, type Transports } from './connections/host-connections.js';
export { openHostTelemetry, type HostTelemetry } from './telemetry/host-telemetry.js';
export { serveMetrics } from './telemetry/metrics-server.js';
export { telemetrySettingsFromEnv, type TelemetrySettings } from './telemetry/telemetry-settings.js';
