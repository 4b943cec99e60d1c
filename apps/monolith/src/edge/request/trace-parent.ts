import { randomBytes } from 'node:crypto';
import type { TraceContext } from '@multilith/contract';

const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** The trace of a request: that of its W3C `traceparent`, or a new one, with a span of its own. */
export function traceOf(header: string | string[] | undefined): TraceContext {
  const traceId = typeof header === 'string' ? TRACE_PARENT.exec(header)?.[1] : undefined;
  return { traceId: traceId ?? randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
}
