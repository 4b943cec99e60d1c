import { randomBytes } from 'node:crypto';
import type { TraceContext } from '@multilith/contract';

const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;

/** Reads a W3C `traceparent`; `undefined` if it is missing or invalid. */
export function parentOf(header: string | string[] | undefined): TraceContext | undefined {
  const [, traceId, spanId] = (typeof header === 'string' && TRACE_PARENT.exec(header)) || [];
  return traceId !== undefined && spanId !== undefined ? { traceId, spanId } : undefined;
}

/** Returns the trace of a request: from its W3C `traceparent`, or a new one, with a new span. */
export function traceOf(header: string | string[] | undefined): TraceContext {
  const traceId = parentOf(header)?.traceId;
  return { traceId: traceId ?? randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
}
