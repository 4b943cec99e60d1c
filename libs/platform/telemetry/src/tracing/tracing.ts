import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseKeyPairsIntoRecord, setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { WorkObserver } from '@multilith/runtime/observe';
import type { TelemetryOptions } from '../telemetry-options.js';
import { samplerFromEnv } from './sampler.js';
import { SpanObserver } from './span-observer.js';
import { TraceFileExporter } from './trace-file.js';

/** Maximum number of spans that wait to be sent; further spans are dropped. */
const MAX_QUEUED_SPANS = 16_384;
/** Longest time until a span is sent or written, in milliseconds. */
const BATCH_DELAY_MS = 1_000;
/** Longest wait for the last spans when a host stops, in milliseconds. */
const SHUTDOWN_TIMEOUT_MS = 3_000;
/** Interval in milliseconds at which a problem that affects every batch is reported. */
const PROBLEM_INTERVAL_MS = 60_000;

/** Traces of a host, exported to a collector or a file. */
export interface Tracing {
  readonly observer: WorkObserver;
  stop(): Promise<void>;
}

/** Starts tracing as the options and the OpenTelemetry variables say. @throws MultilithError CONFIG_INVALID */
export function openTracing(options: TelemetryOptions): Tracing {
  const { host, otlp, traceFile, env = process.env } = options;
  const exporters: SpanExporter[] = [
    // Address, headers, timeout and compression are `OTEL_EXPORTER_OTLP_…` settings of the exporter itself.
    ...(otlp ? [new OTLPTraceExporter()] : []),
    ...(traceFile ? [new TraceFileExporter(traceFile, options.onProblem)] : []),
  ];
  const report = atIntervals(PROBLEM_INTERVAL_MS, options.onProblem);
  setGlobalErrorHandler((error) => report(`Spans could not be delivered and are lost: ${textOf(error)}`));
  const provider = new TracerProvider({
    sampler: samplerFromEnv(env),
    resource: resourceFromAttributes({
      'service.name': host,
      'service.namespace': 'multilith',
      'host.name': hostname(),
      'process.pid': process.pid,
      ...parseKeyPairsIntoRecord(env['OTEL_RESOURCE_ATTRIBUTES']),
      ...(env['OTEL_SERVICE_NAME'] ? { 'service.name': env['OTEL_SERVICE_NAME'] } : {}),
    }),
    spanProcessors: exporters.map(
      (exporter) =>
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: MAX_QUEUED_SPANS,
          scheduledDelayMillis: BATCH_DELAY_MS,
        }),
    ),
  });
  return {
    observer: new SpanObserver(provider.getTracer('@multilith/telemetry')),
    stop: async () => {
      const patience = new AbortController();
      const impatient = sleep(SHUTDOWN_TIMEOUT_MS, undefined, { signal: patience.signal, ref: false }).catch(() => {});
      await Promise.race([provider.shutdown().catch(report), impatient]);
      patience.abort();
    },
  };
}

/** Returns the text of an error. Node's connection errors have an empty message if several addresses were tried. */
function textOf(error: unknown): string {
  const { message, code, name } = error as NodeJS.ErrnoException;
  return message || code || name || String(error);
}

/** Returns a function that passes a text on at most once per interval; texts in between are left out. */
function atIntervals(milliseconds: number, pass: (text: string) => void): (text: string) => void {
  let next = -Infinity;
  return (text) => {
    if (performance.now() < next) return;
    next = performance.now() + milliseconds;
    pass(text);
  };
}
