import type { TraceFileOptions } from './tracing/trace-file.js';

/** Which traces and metrics of a host are kept. */
export interface TelemetryOptions {
  /** Name of the host: `service.name` of its spans, unless `OTEL_SERVICE_NAME` says another. */
  readonly host: string;
  /** Whether spans are sent to `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly otlp: boolean;
  /** Where spans are written to; `undefined` for nowhere. */
  readonly traceFile: TraceFileOptions | undefined;
  /** Whether metrics are kept. */
  readonly metrics: boolean;
  /** `OTEL_…` settings. Default: those of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told what goes wrong with it, about once a minute; the host goes on. */
  onProblem(problem: string): void;
}
