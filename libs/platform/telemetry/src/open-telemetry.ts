import type { WorkObserver } from '@multilith/runtime/observe';
import type { HostMetrics } from './metrics/host-metrics.js';
import { observers } from './observers.js';
import type { TelemetryOptions } from './telemetry-options.js';

/** Traces and metrics of a host. */
export interface Telemetry {
  /** Pass it as the `observer` of a host; `undefined` if everything is switched off. */
  readonly observer: WorkObserver | undefined;
  /** The metrics; `undefined` if they are switched off. */
  readonly metrics: HostMetrics | undefined;
  /** Sends and writes the recorded spans, for three seconds at most. Call it once the host has stopped. */
  stop(): Promise<void>;
}

/**
 * Starts traces and metrics of a host; loads only the libraries that the options need.
 *
 * @example
 * const telemetry = await openTelemetry({ host, otlp: true, traceFile: undefined, metrics: true, onProblem });
 * const { app } = await startHost({ host, contexts, observer: telemetry.observer });
 */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const tracing =
    options.otlp || options.traceFile ? (await import('./tracing/tracing.js')).openTracing(options) : undefined;
  const metrics = options.metrics ? new (await import('./metrics/host-metrics.js')).HostMetrics() : undefined;
  return {
    observer: observers([tracing?.observer, metrics?.observer].filter((each) => each !== undefined)),
    metrics,
    stop: async () => tracing?.stop(),
  };
}
