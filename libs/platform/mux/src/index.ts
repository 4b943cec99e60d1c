/** Multiplexed calls between hosts, for transports: the tables of calls of a caller and of a callee. */
export type { Wire } from './wire.js';
export {
  DEFAULT_LIMITS,
  FRAME_BYTES,
  journalLimits,
  MIN_SILENCE_SECONDS,
  SHARED_MESSAGE_BYTES,
  SIGN_OF_LIFE_MS,
  type CallLimits,
} from './limits.js';
export { Slots, type Numbered } from './slots.js';
export { Ticking } from './ticking.js';
export { Turn } from './turn.js';
export type { CallCarrier } from './caller/call-carrier.js';
export type { Destination } from './caller/destination.js';
export { OutgoingCalls, type OutgoingCallsOptions } from './caller/outgoing-calls.js';
export type { CallDestination, PendingCall } from './caller/pending-call.js';
export { CallStatistics } from './callee/call-statistics.js';
export type { CallingProcess } from './callee/calling-process.js';
export type { Refusal, ReplyCarrier } from './callee/reply-carrier.js';
export type { ArrivedMessage, CallSender, RunningCall } from './callee/running-call.js';
export { ServedCalls } from './callee/served-calls.js';
export type { ServedContext } from './callee/served-context.js';
