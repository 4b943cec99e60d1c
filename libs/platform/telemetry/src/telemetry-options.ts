import type { TraceFileOptions } from './tracing/trace-file.js';

/** Which traces and metrics of a host are recorded. */
export interface TelemetryOptions {
  /** Name of the host: the `service.name` of its spans, unless `OTEL_SERVICE_NAME` is set. */
  readonly host: string;
  /** Whether spans are sent to `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly otlp: boolean;
  /** File that spans are written to; `undefined` for no file. */
  readonly traceFile: TraceFileOptions | undefined;
  /** Whether metrics are recorded. */
  readonly metrics: boolean;
  /** `OTEL_…` settings. Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Called with a problem of the telemetry, about once a minute; the host goes on. */
  onProblem(problem: string): void;
}
