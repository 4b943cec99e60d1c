import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractError, type TraceContext, MultilithError } from '@multilith/contract';
import type { CallWork, DeliverWork } from '@multilith/runtime/observe';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attribute, Collector, spansIn } from '../test/collector.js';
import { openTelemetry, type Telemetry } from './open-telemetry.js';
import type { TelemetryOptions } from './telemetry-options.js';

class Refused extends contractError('orders.Refused', { message: 'No.' }) {}

const call: CallWork = {
  kind: 'call',
  caller: { kind: 'context', name: 'notifications' },
  context: 'customers',
  message: 'customers.FindCustomer',
  messageKind: 'query',
  route: 'outgoing',
};
const delivery: DeliverWork = {
  kind: 'deliver',
  context: 'payments',
  subscription: 'capture',
  publisher: 'inventory',
  event: 'inventory.StockReserved',
  eventId: '0b1e',
};
const parent: { trace: TraceContext } = { trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) } };

let folder: string;
let problems: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
  problems = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const open = (options: Partial<TelemetryOptions>): Promise<Telemetry> =>
  openTelemetry({
    host: 'orders',
    otlp: false,
    traceFile: undefined,
    metrics: false,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
const traceFile = (maxBytes = 1_000_000): { path: string; maxBytes: number } => ({
  path: join(folder, 'traces', 'host.jsonl'),
  maxBytes,
});
const spansOf = (path: string): ReturnType<typeof spansIn> =>
  readFileSync(path, 'utf8').trimEnd().split('\n').filter(Boolean).flatMap(spansIn);

describe('traces', () => {
  it('reach a collector when the host stops at the latest, each span under its parent', async () => {
    const collector = await Collector.start();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
    const { observer, stop } = await open({ otlp: true });
    const outer = observer!.begin({ ...call, earlierVersion: 2 }, parent);
    const inner = observer!.begin(
      { kind: 'commit', context: 'customers', events: 2, also: [parent.trace] },
      {
        trace: outer.trace!,
      },
    );
    inner.end();
    outer.end();
    await stop();
    await collector.stop();

    const [commit, query] = collector.spans;
    expect(query).toMatchObject({
      service: 'orders',
      name: 'customers.FindCustomer',
      traceId: parent.trace.traceId,
      parentSpanId: parent.trace.spanId,
      kind: 3,
    });
    expect(attribute(query!, 'rpc.method')).toBe('FindCustomer');
    expect(attribute(query!, 'multilith.caller')).toBe('notifications');
    expect(attribute(query!, 'multilith.version')).toBe(2);
    expect(commit).toMatchObject({ name: 'commit customers', parentSpanId: query!.spanId, links: [parent.trace] });
    expect(problems).toEqual([]);
  });

  it('begin with work that has no parent, and take a better name once it is known', async () => {
    const file = traceFile();
    const { observer, stop } = await open({ traceFile: file });
    const request = observer!.begin({ kind: 'request', method: 'POST', route: '/graphql' }, undefined);
    request.describe({ 'http.response.status_code': 200 }, 'mutation placeOrder');
    request.end();
    await stop();
    const [span] = spansOf(file.path);
    expect(span).toMatchObject({ name: 'mutation placeOrder', kind: 2, ...request.trace });
    expect(span!.parentSpanId).toBeUndefined();
    expect(attribute(span!, 'http.response.status_code')).toBe(200);
  });

  it('record failures by error code, and treat a contract error as an answer', async () => {
    const file = traceFile();
    const { observer, stop } = await open({ traceFile: file });
    for (const failure of [
      new Refused(),
      new MultilithError('POOL_EXHAUSTED', 'None left.', 'Wait.'),
      new TypeError('oops'),
    ])
      observer!.begin(delivery, parent).end(failure);
    await stop();
    expect(spansOf(file.path).map((span) => [attribute(span, 'error.type'), span.status.code])).toEqual([
      ['orders.Refused', 0],
      ['POOL_EXHAUSTED', 2],
      ['INTERNAL', 2],
    ]);
  });

  it('do no harm without a collector: the host goes on, logs it once and stops in time', async () => {
    const gone = await Collector.start();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', gone.url);
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '300');
    await gone.stop();
    const { observer, stop } = await open({ otlp: true });
    for (let n = 0; n < 2_000; n++) observer!.begin(call, parent).end();
    await vi.waitFor(() => expect(problems).toHaveLength(1), { timeout: 10_000 });
    expect(problems[0]).toMatch(/^Spans could not be delivered and are lost: .*ECONNREFUSED/);
    observer!.begin(call, parent).end();
    await stop();
    expect(problems).toHaveLength(1);
  });
});

describe('a trace file', () => {
  it('receives whole batches from several hosts, and is continued after a restart', async () => {
    const file = traceFile();
    for (const host of ['orders', 'monolith', 'orders']) {
      const { observer, stop } = await open({ host, traceFile: file });
      observer!.begin(delivery, parent).end();
      await stop();
    }
    expect(spansOf(file.path).map(({ service, name }) => [service, name])).toEqual([
      ['orders', 'process inventory.StockReserved'],
      ['monolith', 'process inventory.StockReserved'],
      ['orders', 'process inventory.StockReserved'],
    ]);
  });

  it('does not grow past its limit, and logs it once', async () => {
    const file = traceFile(2_000);
    for (let n = 0; n < 4; n++) {
      const { observer, stop } = await open({ traceFile: file });
      observer!.begin(delivery, parent).end();
      await stop();
    }
    expect(statSync(file.path).size).toBeLessThanOrEqual(2_000);
    expect(spansOf(file.path).length).toBeGreaterThan(0);
    expect(problems[0]).toContain('full size of 2000 bytes');
  });

  it('that cannot be written is an error at start', async () => {
    writeFileSync(join(folder, 'taken'), '');
    await expect(open({ traceFile: { path: join(folder, 'taken', 'host.jsonl'), maxBytes: 1 } })).rejects.toMatchObject(
      {
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('TRACE_FILE') as string,
      },
    );
  });
});

describe('trace sampling', () => {
  const kept = async (env: Record<string, string>, traceIds: string[]): Promise<string[]> => {
    const file = { ...traceFile(), path: join(folder, `${Math.random()}.jsonl`) };
    const { observer, stop } = await open({ traceFile: file, env });
    for (const traceId of traceIds) observer!.begin(call, { trace: { traceId, spanId: 'b'.repeat(16) } }).end();
    await stop();
    return spansOf(file.path).map(({ traceId }) => traceId);
  };

  it('is the same in every host, whatever the parent decided', async () => {
    const traceIds = Array.from({ length: 200 }, (_, n) => createHash('md5').update(`trace ${n}`).digest('hex'));
    const some = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' };
    const first = await kept(some, traceIds);
    expect([first.length > 0, first.length < traceIds.length]).toEqual([true, true]);
    expect(await kept({ ...some, OTEL_TRACES_SAMPLER: 'traceidratio' }, traceIds)).toEqual(first);
    expect(await kept({ OTEL_TRACES_SAMPLER: 'always_off' }, traceIds)).toEqual([]);
    expect(await kept({}, traceIds)).toEqual(traceIds);
  });

  it('with an unknown sampler is refused', async () => {
    for (const env of [
      { OTEL_TRACES_SAMPLER: 'some' },
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' },
    ])
      await expect(open({ traceFile: traceFile(), env })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('telemetry that is switched off', () => {
  it('has no observer', async () => {
    expect(await open({})).toMatchObject({ observer: undefined, metrics: undefined });
  });
});
