import type { TraceContext } from '@multilith/contract';
import { isHostName } from './host-name.js';
import type { CallRequest } from './transport.js';

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isName = (value: unknown): boolean => typeof value === 'string' && isHostName(value);
const TRACE = /^[0-9a-f]{32}$/;
const SPAN = /^[0-9a-f]{16}$/;

/** Whether something that came over a network identifies a span of a trace. */
export const isTrace = (value: unknown): value is TraceContext => {
  const { traceId, spanId } = (value ?? {}) as Partial<TraceContext>;
  return typeof traceId === 'string' && TRACE.test(traceId) && typeof spanId === 'string' && SPAN.test(spanId);
};

/** Whether something that came over a network has the form of a call; its content is still to be validated. */
export function isCallRequest(value: unknown): value is CallRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { host, message, version, content, caller, key, deadline, principal, trace } = value as Partial<CallRequest>;
  return (
    isName(host) &&
    isText(message) &&
    Number.isInteger(version) &&
    content !== undefined &&
    (caller?.kind === 'context' || caller?.kind === 'edge') &&
    isName(caller.name) &&
    isTextOrNone(key) &&
    (deadline === undefined || Number.isFinite(deadline)) &&
    isTextOrNone(principal) &&
    isTrace(trace)
  );
}
