import type { CallReply, TransportError, Watch } from '@multilith/runtime/transport';
import type { Wire } from '../wire.js';

/** Where a call goes: a context, or the journal of one. */
export interface CallDestination<W extends Wire> {
  readonly context: string;
  readonly address: W['address'];
  /** Settles a call whose deadline has passed. */
  expired(call: PendingCall<W>): void;
  /** Lets the next queued call go: a call is settled. */
  release(call: PendingCall<W>): void;
}

/** Number of a call that was not sent. */
const UNSENT = 0;

/** A call of this process that has no reply yet. */
export class PendingCall<W extends Wire = Wire> implements Watch {
  /** Number on the wire, assigned when it is sent: the calls of a batch have consecutive numbers. */
  id = UNSENT;
  previous: Watch | undefined;
  next: Watch | undefined;
  settled = false;
  /** The process that it was sent to, if the carrier chooses one. */
  sentTo: W['peer'] | undefined;
  /** Seconds without a sign of life from the callee. */
  silent = 0;
  /** Whether a debugger may stop its callee. */
  debugged = false;
  readonly destination: CallDestination<W>;
  readonly encoded: W['encoded'];
  readonly bytes: number;
  /** By this host's clock, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly resolve: (reply: CallReply) => void;
  readonly reject: (error: TransportError) => void;

  constructor(
    destination: CallDestination<W>,
    encoded: W['encoded'],
    bytes: number,
    deadline: number,
    resolve: (reply: CallReply) => void,
    reject: (error: TransportError) => void,
  ) {
    this.destination = destination;
    this.encoded = encoded;
    this.bytes = bytes;
    this.deadline = deadline;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** Whether it may have left this process. */
  get sent(): boolean {
    return this.id !== UNSENT;
  }

  /** Returns the time until its deadline, in milliseconds, at least 0. */
  timeLeft(now: number): number {
    return Math.max(0, this.deadline - now);
  }

  /** The deadline of the call has passed. */
  expire(): void {
    this.destination.expired(this);
  }
}
