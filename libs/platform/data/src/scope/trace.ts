import { randomBytes } from 'node:crypto';
import type { TraceContext } from '@multilith/contract';

const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;
/** Traces that are drawn at a time: one draw per trace would cost as much as the rest of a call. */
const DRAWN_TRACES = 512;
const DRAWN_BYTES = ((TRACE_DIGITS + SPAN_DIGITS) / 2) * DRAWN_TRACES;

let digits = '';
let used = 0;

/** Starts a new trace, for work without a traced request. */
export function newTrace(): TraceContext {
  if (used === digits.length) {
    digits = randomBytes(DRAWN_BYTES).toString('hex');
    used = 0;
  }
  const span = used + TRACE_DIGITS;
  const traceId = digits.slice(used, span);
  used = span + SPAN_DIGITS;
  return { traceId, spanId: digits.slice(span, used) };
}
