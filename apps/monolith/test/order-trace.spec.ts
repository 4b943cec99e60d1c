import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { GraphqlClient } from '@multilith/edge/testing';
import { OrdersElsewhere } from './elsewhere/orders-elsewhere.js';
import { spansIn, type RecordedSpan } from './spans.js';

const PATIENCE = 240_000;
const hosts = new OrdersElsewhere('nats');
const traceFile = hosts.path('traces.jsonl');
const isOfTelemetry = (file: string): boolean => /\/(?:telemetry\/dist|@opentelemetry|prom-client)\//.test(file);
const loaded = (name: string): string[] => hosts.loaded(name).filter(isOfTelemetry);

beforeAll(() => hosts.start({ TRACE_FILE: traceFile, METRICS_PORT: '0' }), PATIENCE);
afterAll(() => hosts.stop());

/** Samples of a metric by their labels, as Prometheus reads them. */
async function scrape(address: string, metric: string): Promise<Map<string, number>> {
  const response = await fetch(address);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith(`${metric}{`));
  return new Map(
    lines.map((line) => [line.slice(metric.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

describe('an order in two hosts', { timeout: PATIENCE }, () => {
  let spans: readonly RecordedSpan[];
  let traceId: string;

  it('is counted by both', async () => {
    const staff = new GraphqlClient(hosts.url, hosts.token);
    await staff.data(
      'mutation { registerCustomer(input: { customerId: "bea", name: "Bea", country: "France", email: "bea@example.com" }) { customerId } }',
    );
    await placeOrder(staff, { customerId: 'bea', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
    const folder = hosts.path('mail');
    const mails = (): string[] => (existsSync(folder) ? readdirSync(folder) : []);
    await eventually(
      async () => mails().length,
      (count) => count > 0,
    );

    const [, health] = await hosts.orders.printed(/Health at (http:\/\/[\w.:]+)/);
    const [, metricsPort] = await hosts.monolith.printed(/Metrics at (http:[\w.:/]+)/);
    const handled = '{caller="orders",context="orders",message="orders.PlaceOrder",route="incoming",outcome="ok"}';
    expect((await scrape(`${health}/metrics`, 'multilith_calls_total')).get(handled)).toBe(1);
    for (const address of [`${hosts.url}/metrics`, metricsPort!]) {
      const sent = '{caller="orders",context="orders",message="orders.PlaceOrder",route="outgoing",outcome="ok"}';
      expect((await scrape(address, 'multilith_calls_total')).get(sent)).toBe(1);
      const lags = await scrape(address, 'multilith_subscription_lag_events');
      expect([...lags.keys()].some((labels) => labels.includes('publisher="orders"'))).toBe(true);
      expect([...(await scrape(address, 'multilith_pool_connections_max')).keys()]).toContain('{context="catalog"}');
    }
  });

  it('is one trace from the GraphQL request to the mail, each span under what caused it', async () => {
    hosts.monolith.kill('SIGTERM');
    hosts.orders.kill('SIGTERM');
    expect([await hosts.monolith.ended(), await hosts.orders.ended()]).toEqual(
      Array(2).fill({ code: 0, signal: null }),
    );
    const all = readFileSync(traceFile, 'utf8').trimEnd().split('\n').flatMap(spansIn);
    const request = all.find(({ name }) => name === 'mutation placeOrder')!;
    traceId = request.traceId;
    spans = all.filter((span) => span.traceId === traceId);

    const mailed = spans.filter(
      ({ service, name, attributes }) =>
        service === 'monolith' &&
        name === 'process orders.OrderConfirmed' &&
        attributes.get('multilith.context') === 'notifications',
    );
    expect(mailed).toHaveLength(1);
    expect(pathOf(mailed[0]!)).toEqual([
      'monolith mutation placeOrder',
      'monolith orders.PlaceOrder',
      'orders orders.PlaceOrder',
      'orders publish orders.OrderPlaced',
      'monolith process orders.OrderPlaced',
      'monolith publish inventory.StockReserved',
      'monolith process inventory.StockReserved',
      'monolith publish payments.CaptureRequested',
      'monolith process payments.CaptureRequested',
      'monolith publish payments.PaymentCaptured',
      'orders process payments.PaymentCaptured',
      'orders publish orders.OrderConfirmed',
      'monolith process orders.OrderConfirmed',
    ]);
    expect(request.parentSpanId).toBeUndefined();
    const orphans = spans.filter(({ parentSpanId }) => parentSpanId !== undefined && !spanOf(parentSpanId));
    expect(orphans).toEqual([]);
  });

  it('shows calls, commits and the relay of events too', () => {
    const children = (parent: string): string[] =>
      spans.filter(({ parentSpanId }) => parentSpanId && titleOf(spanOf(parentSpanId)!) === parent).map(titleOf);
    expect(children('orders orders.PlaceOrder')).toEqual(
      expect.arrayContaining(['orders catalog.GetProducts', 'orders customers.FindCustomer', 'orders commit orders']),
    );
    expect(children('orders catalog.GetProducts')).toContain('monolith catalog.GetProducts');
    expect(children('orders publish orders.OrderPlaced')).toContain('orders relay orders.OrderPlaced');
    expect(children('monolith process orders.OrderConfirmed')).toContain('monolith customers.FindCustomer');
  });

  it('is unknown to a host that has everything switched off, and loads nothing there', async () => {
    expect(loaded('monolith')).not.toEqual([]);
    await hosts.startOrders({ METRICS: 'off' }, 'off');
    const [, health] = await hosts.orders.printed(/Health at (http:\/\/[\w.:]+)/);
    expect((await fetch(`${health}/metrics`)).status).toBe(404);
    expect(loaded('off')).toEqual([]);
  });

  const spanOf = (spanId: string): RecordedSpan | undefined => spans.find((span) => span.spanId === spanId);
  const titleOf = ({ service, name }: RecordedSpan): string => `${service} ${name}`;
  /** From the first cause to a span. */
  function pathOf(span: RecordedSpan): string[] {
    const parent = span.parentSpanId === undefined ? undefined : spanOf(span.parentSpanId);
    return [...(parent ? pathOf(parent) : []), titleOf(span)];
  }
});
