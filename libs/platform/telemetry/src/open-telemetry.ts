import type { WorkObserver } from '@multilith/runtime/observe';
import type { HostMetrics } from './metrics/host-metrics.js';
import { observers } from './observers.js';
import type { TelemetryOptions } from './telemetry-options.js';

/** What makes a host visible. */
export interface Telemetry {
  /** For the `observer` of a host; `undefined` where everything is off. */
  readonly observer: WorkObserver | undefined;
  /** `undefined` where they are off. */
  readonly metrics: HostMetrics | undefined;
  /** Sends and writes what has been seen so far, for three seconds at most. Call it when the host has stopped. */
  stop(): Promise<void>;
}

/**
 * Makes a host visible; loads what that takes.
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
