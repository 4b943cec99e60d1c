import { Content, type Caller, type TraceContext } from '@multilith/contract';
import { isHostName } from './host-name.js';

/** A call to the host of another context. Plain data but for its content: each transport chooses its encoding. */
export interface CallRequest {
  /**
   * Name of the sending host. The sender sets its own name; a transport that authenticates senders sets it on arrival
   * from the authenticated name, never from the message.
   */
  readonly host: string;
  /** Wire name, like `orders.PlaceOrder`; names with `$` are the runtime's own. */
  readonly message: string;
  /** Version of the message that the caller was built with. */
  readonly version: number;
  /**
   * Fingerprint of the message in the lock of the caller's contract: 16 hexadecimal digits. `undefined` if the contract
   * has no lock. A callee never refuses a call for it: it only names both fingerprints when it cannot read the call.
   */
  readonly fingerprint?: string | undefined;
  /** The message, in the form that a transport asks it for. */
  readonly content: Content;
  readonly caller: Caller;
  /** Idempotency key of a command. */
  readonly key: string | undefined;
  /**
   * Deadline, in milliseconds since the epoch by this host's clock. Clocks differ between hosts, so a transport sends
   * the remaining time, and the callee gets a deadline by its own clock.
   */
  readonly deadline: number | undefined;
  /** The signed principal token of the call, addressed to this callee; `undefined` if not signed in. */
  readonly principal: string | undefined;
  readonly trace: TraceContext;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isName = (value: unknown): boolean => typeof value === 'string' && isHostName(value);
const [DIGIT_0, DIGIT_9, LETTER_A, LETTER_F] = [48, 57, 97, 102];
const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

/** Whether a value has so many lower-case hexadecimal digits. In a loop: two regular expressions took 4 % of a call. */
function isHex(value: unknown, length: number): value is string {
  if (typeof value !== 'string' || value.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    if ((unit < DIGIT_0 || unit > DIGIT_9) && (unit < LETTER_A || unit > LETTER_F)) return false;
  }
  return true;
}

/** Whether a value from the network is a valid trace context. */
export const isTrace = (value: unknown): value is TraceContext => {
  const { traceId, spanId } = (value ?? {}) as Partial<TraceContext>;
  return isHex(traceId, TRACE_DIGITS) && isHex(spanId, SPAN_DIGITS);
};

/** Whether a value from the network has the form of a call; its content is validated later. */
export function isCallRequest(value: unknown): value is CallRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { host, message, version, fingerprint, content, caller, key, deadline, principal, trace } =
    value as Partial<CallRequest>;
  return (
    isName(host) &&
    isText(message) &&
    Number.isInteger(version) &&
    isTextOrNone(fingerprint) &&
    content instanceof Content &&
    (caller?.kind === 'context' || caller?.kind === 'edge') &&
    isName(caller.name) &&
    isTextOrNone(key) &&
    (deadline === undefined || Number.isFinite(deadline)) &&
    isTextOrNone(principal) &&
    isTrace(trace)
  );
}
