import { MultilithError } from '@multilith/contract';
import type { SubscriptionStatus, Work } from '@multilith/runtime/observe';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { STATUS_PATIENCE_MS } from './host-gauges.js';
import { HostMetrics, type MeteredHost } from './host-metrics.js';

const place: Work = {
  kind: 'call',
  caller: { kind: 'edge', name: 'orders' },
  context: 'orders',
  message: 'orders.PlaceOrder',
  messageKind: 'command',
  route: 'local',
};
const none = { failed: 0, unreadable: 0, interrupted: 0, missing: 0 };
const reasons = { ...none, failed: 1, unreadable: 2 };
const status: SubscriptionStatus = {
  context: 'payments',
  name: 'capture',
  publishers: [
    {
      publisher: 'inventory',
      lag: 7,
      oldestMs: 1_500,
      lanes: [0, 3],
      parked: 3,
      reasons,
      queued: 2,
      stalled: undefined,
      stopped: false,
    },
    {
      publisher: 'orders',
      lag: undefined,
      oldestMs: undefined,
      lanes: [],
      parked: 0,
      reasons: none,
      queued: 0,
      stalled: 'away',
      stopped: true,
    },
  ],
};
const host = (subscriptions: () => Promise<SubscriptionStatus[]>): MeteredHost =>
  ({
    status: subscriptions,
    lateForeignCommands: 3,
    databases: new Map([['orders', { pool: { totalCount: 5, idleCount: 2, waitingCount: 4, options: { max: 10 } } }]]),
  }) as unknown as MeteredHost;

/** Samples by name and labels, as a scraper reads them. */
async function scrape(metrics: HostMetrics): Promise<Map<string, number>> {
  const lines = (await metrics.read()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, sample, value] = /^([a-zA-Z_:][\w:]*(?:\{.*\})?) (\S+)$/.exec(line)!;
      return [sample!, Number(value)];
    }),
  );
}

describe('the metrics of a host', () => {
  it('count calls by outcome, and time them', async () => {
    const metrics = new HostMetrics();
    for (const failure of [
      undefined,
      undefined,
      new MultilithError('UNAVAILABLE', 'Gone.', 'Wait.'),
      new Error('oops'),
    ])
      metrics.observer.begin(place, undefined).end(failure);
    const samples = await scrape(metrics);
    const labels = 'caller="orders",context="orders",message="orders.PlaceOrder",route="local"';
    expect(samples.get(`multilith_calls_total{${labels},outcome="ok"}`)).toBe(2);
    expect(samples.get(`multilith_calls_total{${labels},outcome="UNAVAILABLE"}`)).toBe(1);
    expect(samples.get(`multilith_calls_total{${labels},outcome="INTERNAL"}`)).toBe(1);
    const timed = 'context="orders",message="orders.PlaceOrder",route="local"';
    expect(samples.get(`multilith_call_duration_seconds_count{${timed}}`)).toBe(4);
    expect(samples.get(`multilith_call_duration_seconds_bucket{le="+Inf",${timed}}`)).toBe(4);
  });

  it('count calls to earlier versions by caller, where they are handled', async () => {
    const metrics = new HostMetrics();
    const routes = ['local', 'incoming', 'outgoing'] as const;
    for (const route of routes) metrics.observer.begin({ ...place, route, earlierVersion: 1 }, undefined).end();
    metrics.observer.begin(place, undefined).end();
    const counted = [...(await scrape(metrics))].filter(([name]) => name.startsWith('multilith_earlier_version_calls'));
    const labels = 'caller="orders",context="orders",message="orders.PlaceOrder",version="1"';
    expect(counted).toEqual([[`multilith_earlier_version_calls_total{${labels}}`, 2]]);
  });

  it('count events when they are committed, relayed and handled, and requests by route', async () => {
    const metrics = new HostMetrics();
    const event = { publisher: 'orders', event: 'orders.OrderPlaced', eventId: '1' };
    const { observer } = metrics;
    observer.begin({ kind: 'publish', ...event }, undefined).end();
    observer.begin({ kind: 'commit', context: 'orders', events: 5, also: [] }, undefined).end(new Error('rolled back'));
    observer.begin({ kind: 'commit', context: 'orders', events: 2, also: [] }, undefined).end();
    observer.begin({ kind: 'relay', ...event }, undefined).end();
    observer.begin({ kind: 'deliver', context: 'payments', subscription: 'capture', ...event }, undefined).end();
    const request = observer.begin({ kind: 'request', method: 'POST', route: '/graphql' }, undefined);
    request.describe({ 'http.response.status_code': 200 });
    request.end();
    const samples = await scrape(metrics);
    expect(samples.get('multilith_events_published_total{context="orders"}')).toBe(2);
    expect(samples.get('multilith_commit_duration_seconds_count{context="orders"}')).toBe(2);
    expect(samples.get('multilith_events_relayed_total{context="orders",outcome="ok"}')).toBe(1);
    expect(
      samples.get(
        'multilith_event_deliveries_total{context="payments",subscription="capture",event="orders.OrderPlaced",outcome="ok"}',
      ),
    ).toBe(1);
    expect(
      samples.get(
        'http_server_request_duration_seconds_count{http_request_method="POST",http_route="/graphql",http_response_status_code="200"}',
      ),
    ).toBe(1);
  });

  it('are bounded in number whatever clients send', async () => {
    const metrics = new HostMetrics();
    for (let n = 0; n < 50; n++)
      metrics.observer.begin({ kind: 'request', method: `M${n}`, route: undefined }, undefined).end();
    const samples = await scrape(metrics);
    expect([...samples.keys()].filter((name) => name.startsWith('http_server_request_duration_seconds_count'))).toEqual(
      [
        'http_server_request_duration_seconds_count{http_request_method="other",http_route="",http_response_status_code=""}',
      ],
    );
  });

  it('show lags, parked events, pools and the process', async () => {
    const metrics = new HostMetrics();
    metrics.started(host(async () => [status]));
    const samples = await scrape(metrics);
    const inventory = 'context="payments",subscription="capture",publisher="inventory"';
    const orders = 'context="payments",subscription="capture",publisher="orders"';
    expect(samples.get(`multilith_subscription_lag_events{${inventory}}`)).toBe(7);
    expect(samples.get(`multilith_subscription_lag_seconds{${inventory}}`)).toBe(1.5);
    expect(samples.get(`multilith_subscription_lanes{${inventory}}`)).toBe(2);
    expect(samples.get(`multilith_parked_events{${inventory},reason="failed"}`)).toBe(1);
    expect(samples.get(`multilith_parked_events{${inventory},reason="unreadable"}`)).toBe(2);
    expect(samples.get(`multilith_parked_events{${inventory},reason="missing"}`)).toBe(0);
    expect(samples.get(`multilith_queued_events{${inventory}}`)).toBe(2);
    expect(samples.get(`multilith_subscription_stalled{${inventory}}`)).toBe(0);
    expect(samples.get(`multilith_subscription_stalled{${orders}}`)).toBe(1);
    expect(samples.get(`multilith_subscription_stopped{${inventory}}`)).toBe(0);
    expect(samples.get(`multilith_subscription_stopped{${orders}}`)).toBe(1);
    expect(samples.has(`multilith_subscription_lag_events{${orders}}`)).toBe(false);
    expect(samples.get('multilith_pool_connections{context="orders",state="busy"}')).toBe(3);
    expect(samples.get('multilith_pool_connections{context="orders",state="idle"}')).toBe(2);
    expect(samples.get('multilith_pool_connections_max{context="orders"}')).toBe(10);
    expect(samples.get('multilith_pool_waiting{context="orders"}')).toBe(4);
    expect(samples.get('multilith_late_foreign_commands_total')).toBe(3);
    expect(samples.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
    expect(samples.has('process_resident_memory_bytes')).toBe(true);
  });

  it('leave out subscriptions that cannot be read, and drop those that are gone', async () => {
    const metrics = new HostMetrics();
    metrics.started(host(async () => [status]));
    await metrics.read();
    metrics.started(host(() => Promise.reject(new Error('no database'))));
    const samples = await scrape(metrics);
    expect(samples.get('multilith_subscriptions_readable')).toBe(0);
    expect([...samples.keys()].filter((name) => name.startsWith('multilith_subscription_lag'))).toEqual([]);
    expect(samples.get('multilith_pool_waiting{context="orders"}')).toBe(4);
  });

  it('leave out the subscriptions if a database does not respond', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const metrics = new HostMetrics();
    metrics.started(host(() => new Promise(() => {})));
    const samples = scrape(metrics);
    await vi.advanceTimersByTimeAsync(STATUS_PATIENCE_MS);
    expect((await samples).get('multilith_subscriptions_readable')).toBe(0);
    expect((await samples).get('multilith_pool_waiting{context="orders"}')).toBe(4);
  });

  it('are read once for concurrent scrapes', async () => {
    const metrics = new HostMetrics();
    let reads = 0;
    metrics.started(host(async () => (reads++, [status])));
    const [one, two] = await Promise.all([metrics.read(), metrics.read()]);
    expect([one === two, reads]).toEqual([true, 1]);
  });
});
