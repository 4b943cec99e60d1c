/** The port that a transport implements, and what implementations need of the runtime. `/transport/conformance` has its specs. */
export type { CallRequest } from '../transport/call-request.js';
export type { CallerSignal } from '../call/caller-signal.js';
export {
  TransportError,
  type AnnouncementListener,
  type CallReply,
  type Receiver,
  type Transport,
  type TransportFailure,
} from '../transport/transport.js';
export type { TransportConnector, TransportOptions } from '../transport/host-transports.js';
export type { EventStreams, StopFollowing, StreamMessage } from '../transport/event-streams.js';
export type { WireEvent } from '../transport/journal-wire.js';
export { isHostName } from '../transport/host-name.js';
export { LogLimit } from '../observation/log-limit.js';
export type { CallFailure, CallFailureDetail } from '../call/remote-call-error.js';
export { DeadlineTimer, type Watch } from '../call/deadline-timer.js';
export { DEBUG_PATIENCE_MS, isDebugging, newTrace, patience, patientDeadline } from '@multilith/data';
