/**
 * Observability of a host: traces for OpenTelemetry or a file, metrics for Prometheus. Hosts load this package only if
 * one of them is switched on, and it loads only the libraries for that one.
 */
export { openTelemetry, type Telemetry } from './open-telemetry.js';
export type { TelemetryOptions } from './telemetry-options.js';
export type { HostMetrics, MeteredHost } from './metrics/host-metrics.js';
export type { TraceFileOptions } from './tracing/trace-file.js';
