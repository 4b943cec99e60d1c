import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callsPerRequest } from './calls-per-request.js';
import { readSpans } from './recorded-spans.js';

let spanIds = 0;
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
}
const span = (name: string, parent: Span | undefined, attributes: Record<string, string>): Span => {
  const id = String(++spanIds);
  return {
    traceId: parent?.traceId ?? `trace ${id}`,
    spanId: id,
    ...(parent ? { parentSpanId: parent.spanId } : {}),
    name,
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  } as Span;
};
const request = (name: string): Span => span(name, undefined, { 'http.request.method': 'POST' });
const call = (message: string, parent: Span | undefined, from: string, route = 'local'): Span =>
  span(message, parent, {
    'rpc.service': message.split('.')[0]!,
    'multilith.caller': from.replace(' api', ''),
    'multilith.caller.kind': from.endsWith(' api') ? 'edge' : 'context',
    'multilith.route': route,
  });
const handled = (event: string, context: string, parent: Span): Span =>
  span(`process ${event}`, parent, {
    'messaging.operation.type': 'process',
    'messaging.destination.name': event,
    'multilith.context': context,
  });

/** Two orders, one with one more line to look up, and a request that only reads the catalogue. */
function recorded(): Span[] {
  const spans: Span[] = [];
  const add = (one: Span): Span => (spans.push(one), one);
  for (const lookups of [1, 2]) {
    const root = add(request('mutation placeOrder'));
    const sent = add(call('orders.PlaceOrder', root, 'orders api', 'outgoing'));
    const placed = add(call('orders.PlaceOrder', sent, 'orders api', 'incoming'));
    for (let n = 0; n < lookups; n++) add(call('catalog.GetProducts', placed, 'orders'));
    add(call('orders.Number', placed, 'orders'));
    const confirmed = add(handled('orders.OrderConfirmed', 'notifications', placed));
    add(call('customers.FindCustomer', confirmed, 'notifications'));
  }
  const read = add(request('query products'));
  add(call('catalog.ListProducts', read, 'catalog api'));
  add(call('catalog.GetProducts', undefined, 'orders'));
  return spans;
}

function fileOf(...lines: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'traces-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'traces.jsonl'), lines.join('\n'));
  return join(folder, 'traces.jsonl');
}
const lineOf = (spans: readonly Span[]): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

describe('calls per request', () => {
  it('are those between a context and others, and those of its API, by the request that waits for them', () => {
    const measured = callsPerRequest(readSpans(fileOf(lineOf(recorded()))), 'orders');
    expect(measured).toMatchObject({ requests: 3, mean: 1.67, most: 3 });
    expect(measured.work).toEqual([
      {
        name: 'mutation placeOrder',
        kind: 'request',
        times: 2,
        mean: 2.5,
        most: 3,
        calls: [
          { from: 'orders', by: 'module', message: 'catalog.GetProducts', perTime: 1.5 },
          { from: 'orders', by: 'api', message: 'orders.PlaceOrder', perTime: 1 },
        ],
      },
      {
        name: 'catalog.GetProducts',
        kind: 'other',
        times: 1,
        mean: 1,
        most: 1,
        calls: [{ from: 'orders', by: 'module', message: 'catalog.GetProducts', perTime: 1 }],
      },
    ]);
  });

  it('do not count calls of later event handlers, which have their own row', () => {
    const { mean, work } = callsPerRequest(readSpans(fileOf(lineOf(recorded()))), 'notifications');
    expect(mean).toBe(0);
    expect(work).toMatchObject([
      { name: 'notifications handles orders.OrderConfirmed', kind: 'event', times: 2, mean: 1 },
    ]);
  });

  it('are read from a file whose last line a killed host has cut off', () => {
    const [one, two] = [lineOf(recorded()), lineOf(recorded())];
    expect(callsPerRequest(readSpans(fileOf(one, two, one.slice(0, 50))), 'orders').requests).toBe(6);
  });

  it('cannot be read from what is no file of traces', () => {
    for (const path of [fileOf(''), fileOf('{}'), fileOf('no json', lineOf(recorded())), '/nowhere/traces.jsonl'])
      expect(() => readSpans(path)).toThrow(expect.objectContaining({ code: 'PLACEMENT_ARGUMENT' }));
  });
});
