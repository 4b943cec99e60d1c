import { MultilithError } from '@multilith/contract';
import { resolve } from 'node:path';
import { integerFromEnv, oneOfFromEnv } from '../config/environment.js';

/** Telemetry settings of a host, read from the environment. */
export interface TelemetrySettings {
  /** Whether `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` names a collector of traces. */
  readonly otlp: boolean;
  /** `TRACE_FILE` and `TRACE_FILE_MAX_MIB`: write traces to a file, without a collector. Default: no file; 64 MiB. */
  readonly traceFile: { readonly path: string; readonly maxBytes: number } | undefined;
  /** `METRICS`: `on` or `off`. Default: `on`. */
  readonly metrics: boolean;
}

/**
 * @param workspace the folder that paths are relative to
 * @throws MultilithError CONFIG_INVALID
 */
export function telemetrySettingsFromEnv(env: NodeJS.ProcessEnv, workspace: string): TelemetrySettings {
  const maxBytes = integerFromEnv(env, 'TRACE_FILE_MAX_MIB', 64, 1_048_576) * 1024 ** 2;
  return {
    otlp: sendsTraces(env),
    traceFile: env.TRACE_FILE ? { path: resolve(workspace, env.TRACE_FILE), maxBytes } : undefined,
    metrics: oneOfFromEnv(env, 'METRICS', ['on', 'off'], 'on') === 'on',
  };
}

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

function sendsTraces(env: NodeJS.ProcessEnv): boolean {
  const off = env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none';
  const named = ENDPOINTS.filter((name) => env[name]);
  if (off || named.length === 0) return false;
  for (const name of named)
    if (!/^https?:/.test(env[name]!) || !URL.canParse(env[name]!))
      throw new MultilithError(
        'CONFIG_INVALID',
        `${name} is '${env[name]}'.`,
        'Set it to the address of a collector that takes OTLP over HTTP, like http://localhost:4318.',
      );
  return true;
}
