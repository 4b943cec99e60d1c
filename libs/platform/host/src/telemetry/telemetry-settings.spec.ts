import { describe, expect, it } from 'vitest';
import { telemetrySettingsFromEnv } from './telemetry-settings.js';

const settings = (env: Record<string, string>): unknown => telemetrySettingsFromEnv(env, '/app');

describe('what is to be seen of a host', () => {
  it('is its metrics alone by default', () => {
    expect(settings({})).toEqual({ otlp: false, traceFile: undefined, metrics: true });
    expect(settings({ METRICS: 'off' })).toMatchObject({ metrics: false });
  });

  it('is sent to the collector that the variables of OpenTelemetry name, unless they say not to', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(settings(endpoint)).toMatchObject({ otlp: true });
    expect(settings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' })).toMatchObject({
      otlp: true,
    });
    expect(settings({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toMatchObject({ otlp: false });
    expect(settings({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toMatchObject({ otlp: false });
  });

  it('is kept in a file of bounded size', () => {
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
  ])('cannot be said by %s=%s', (name, value) => {
    expect(() => settings({ [name]: value })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
