import { randomFillSync } from 'node:crypto';
import type { TraceContext } from '@multilith/contract';

const TRACE_BYTES = 24;
/** Random bytes for many traces at a time: one draw per trace would cost as much as the rest of a call. */
const drawn = Buffer.alloc(TRACE_BYTES * 256);
let used = drawn.length;

/** Starts a new trace, for work without a traced request. */
export function newTrace(): TraceContext {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const bytes = drawn.toString('hex', used, (used += TRACE_BYTES));
  return { traceId: bytes.slice(0, 32), spanId: bytes.slice(32) };
}
