import type { RecordedSpan } from './recorded-spans.js';

/** How often one message crossed. */
export interface MeasuredCall {
  /** Who calls. */
  readonly from: string;
  /** Whether a handler calls, or the GraphQL API of the context. */
  readonly by: 'module' | 'api';
  /** Like `orders.PlaceOrder`. */
  readonly message: string;
  /** How often each time, on average. */
  readonly perTime: number;
}

/** A request, or an event that is handled, with the calls in its course that wait for another context. */
export interface MeasuredWork {
  /** `mutation placeOrder`, or `notifications handles orders.OrderConfirmed`. */
  readonly name: string;
  readonly kind: 'request' | 'event' | 'other';
  /** How often it was recorded with or without such calls. */
  readonly times: number;
  /** Calls that will cross the network, each time. */
  readonly mean: number;
  readonly most: number;
  readonly calls: readonly MeasuredCall[];
}

/** Calls that will cross the network once a context is on its own, as they were recorded. */
export interface CallsPerRequest {
  /** Requests recorded, those without any such call included. */
  readonly requests: number;
  /** Calls that the answer of a request waits for; calls of event handlers come later and delay no request. */
  readonly mean: number;
  readonly most: number;
  /** Whatever had such calls, those with the most first. */
  readonly work: readonly MeasuredWork[];
}

interface Crossing extends Omit<MeasuredCall, 'perTime'> {
  readonly span: RecordedSpan;
}

/**
 * Counts the calls from and to a context by what they happen in the course of. A call that goes to another host already
 * has a span on both sides; the caller's counts. Repeats by the transport count once.
 */
export function callsPerRequest(spans: readonly RecordedSpan[], context: string): CallsPerRequest {
  const byId = new Map(spans.map((span) => [idOf(span.traceId, span.spanId), span]));
  const crossings = spans.flatMap((span) => crossingOf(span, context) ?? []);
  const byRoot = groupBy(crossings, ({ span }) => rootOf(span, byId));
  const roots = groupBy(
    spans.filter((span) => kindOf(span) !== 'other' || byRoot.has(span)),
    nameOf,
  );
  const work = [...roots].flatMap(([name, all]) => measured(name, all, byRoot) ?? []);
  const requests = spans.filter((span) => kindOf(span) === 'request');
  const counts = requests.map((request) => byRoot.get(request)?.length ?? 0);
  return {
    requests: requests.length,
    mean: meanOf(counts),
    most: Math.max(0, ...counts),
    work: work.sort((a, b) => b.mean - a.mean || (a.name < b.name ? -1 : 1)),
  };
}

function measured(
  name: string,
  all: readonly RecordedSpan[],
  byRoot: ReadonlyMap<RecordedSpan, readonly Crossing[]>,
): MeasuredWork | undefined {
  const crossings = all.flatMap((root) => byRoot.get(root) ?? []);
  if (crossings.length === 0) return undefined;
  const counts = all.map((root) => byRoot.get(root)?.length ?? 0);
  const alike = groupBy(crossings, ({ from, by, message }) => `${from} ${by} ${message}`);
  const calls = [...alike.values()].map((some): MeasuredCall => {
    const { from, by, message } = some[0]!;
    return { from, by, message, perTime: rounded(some.length / all.length) };
  });
  return {
    name,
    kind: kindOf(all[0]!),
    times: all.length,
    mean: meanOf(counts),
    most: Math.max(...counts),
    calls: calls.sort((a, b) => b.perTime - a.perTime || (a.message < b.message ? -1 : 1)),
  };
}

/** A call between a context and others. Its API stays where it is, so what that asks its own context crosses too. */
function crossingOf(span: RecordedSpan, context: string): Crossing | undefined {
  const of = (name: string): unknown => span.attributes.get(`multilith.${name}`);
  const route = of('route');
  if (route !== 'local' && route !== 'outgoing') return undefined;
  const [from, to] = [String(of('caller')), String(span.attributes.get('rpc.service'))];
  const by = of('caller.kind') === 'edge' ? 'api' : 'module';
  const comes = to === context && (from !== context || by === 'api');
  const goes = from === context && to !== context && by === 'module';
  return comes || goes ? { from, by, message: span.name, span } : undefined;
}

/** Returns the request or event to which a span belongs; if none is recorded, the first recorded span. */
function rootOf(span: RecordedSpan, byId: ReadonlyMap<string, RecordedSpan>): RecordedSpan {
  let root = span;
  while (kindOf(root) === 'other') {
    const parent = root.parentSpanId ? byId.get(idOf(root.traceId, root.parentSpanId)) : undefined;
    if (!parent) break;
    root = parent;
  }
  return root;
}

function kindOf({ attributes }: RecordedSpan): MeasuredWork['kind'] {
  if (attributes.has('http.request.method')) return 'request';
  return attributes.get('messaging.operation.type') === 'process' ? 'event' : 'other';
}

const nameOf = (span: RecordedSpan): string =>
  kindOf(span) === 'event'
    ? `${String(span.attributes.get('multilith.context'))} handles ${String(span.attributes.get('messaging.destination.name'))}`
    : span.name;

const idOf = (traceId: string, spanId: string): string => `${traceId}/${spanId}`;
const rounded = (n: number): number => Math.round(n * 100) / 100;
const meanOf = (counts: readonly number[]): number =>
  counts.length === 0 ? 0 : rounded(counts.reduce((sum, each) => sum + each, 0) / counts.length);

function groupBy<Key, T>(all: Iterable<T>, keyOf: (one: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
