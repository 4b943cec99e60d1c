import { randomBytes } from 'node:crypto';
import type { TraceContext } from '@multilith/contract';

/** Starts a trace of its own, for work that no traced request asked for. */
export function newTrace(): TraceContext {
  const bytes = randomBytes(24).toString('hex');
  return { traceId: bytes.slice(0, 32), spanId: bytes.slice(32) };
}
