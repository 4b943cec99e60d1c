import type { TraceContext } from '@multilith/contract';

const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;

/** Reads a W3C `traceparent`; `undefined` if it is missing or invalid. */
export function traceOf(header: string | undefined): TraceContext | undefined {
  const [, traceId, spanId] = (header !== undefined && TRACE_PARENT.exec(header)) || [];
  return traceId !== undefined && spanId !== undefined ? { traceId, spanId } : undefined;
}

/** Returns the `traceparent` of a trace, which is recorded. */
export const traceParent = ({ traceId, spanId }: TraceContext): string => `00-${traceId}-${spanId}-01`;
