import type { TransportError } from '@multilith/runtime/transport';
import type { Wire } from '../wire.js';
import type { CallDestination, PendingCall } from './pending-call.js';

/** Sends the calls of this process. The transport implements it. */
export interface CallCarrier<W extends Wire> {
  /**
   * Sends calls in one message. They have consecutive numbers (`call.id`), at most `limits.batch` of them, and at most
   * `SHARED_MESSAGE_BYTES` together; a larger call comes alone. A carrier that chooses a process sets `call.sentTo`.
   *
   * @param now milliseconds since the epoch, for the remaining time of each call: `call.timeLeft(now)`
   * @returns `false` if nothing was sent: each call fails with the error that `unreachable` returns
   */
  send(destination: CallDestination<W>, batch: readonly PendingCall<W>[], now: number): boolean;
  /** Returns the error of a call that could not be sent. */
  unreachable(destination: CallDestination<W>): TransportError;
  /**
   * Tells the callees that this process no longer waits for these calls, which were sent and have no reply. They are
   * those of one turn. Each knows where it went: `call.sentTo`.
   */
  cancel(destination: CallDestination<W>, calls: readonly PendingCall<W>[]): void;
  /**
   * Asks whether any process still serves a destination: some of its calls have had no sign of life for
   * `MIN_SILENCE_SECONDS`. If none does, the carrier fails them by `OutgoingCalls.failSilent`. Called once a second.
   */
  probe?(destination: CallDestination<W>): void;
}
