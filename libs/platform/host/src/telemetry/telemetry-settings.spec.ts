import { describe, expect, it } from 'vitest';
import { telemetrySettingsFromEnv } from './telemetry-settings.js';

const settings = (env: Record<string, string>): unknown => telemetrySettingsFromEnv(env, '/app');

describe('the telemetry settings of a host', () => {
  it('enable only metrics by default', () => {
    expect(settings({})).toEqual({ otlp: false, traceFile: undefined, metrics: true });
    expect(settings({ METRICS: 'off' })).toMatchObject({ metrics: false });
  });

  it('send traces to the collector in the OpenTelemetry variables, unless these disable it', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(settings(endpoint)).toMatchObject({ otlp: true });
    expect(settings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' })).toMatchObject({
      otlp: true,
    });
    expect(settings({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toMatchObject({ otlp: false });
    expect(settings({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toMatchObject({ otlp: false });
  });

  it('write traces to a file of limited size', () => {
    expect(settings({ TRACE_FILE: 'traces.jsonl' })).toMatchObject({
      traceFile: { path: '/app/traces.jsonl', maxBytes: 64 * 1024 ** 2 },
    });
    expect(settings({ TRACE_FILE: '/tmp/t.jsonl', TRACE_FILE_MAX_MIB: '2' })).toMatchObject({
      traceFile: { path: '/tmp/t.jsonl', maxBytes: 2 * 1024 ** 2 },
    });
  });

  it.each([
    ['METRICS', 'yes'],
    ['TRACE_FILE_MAX_MIB', '-1'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'grpc://collector:4317'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => settings({ [name]: value })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
