import type { CallReply, TransportError, Watch } from '@multilith/runtime/transport';

/** The parts of a destination that a call needs. */
export interface CallDestination {
  readonly context: string;
  /** Proves to the callee that a cancellation comes from the caller. */
  readonly secret: string;
  /** Settles a call whose deadline has passed. */
  expired(call: PendingCall): void;
  /** Lets the next queued call go once this one is settled. */
  release(call: PendingCall): void;
}

/** A call of this process that has no reply yet. */
export class PendingCall implements Watch {
  /** Number on the wire, assigned when it is sent: the calls of a batch have consecutive numbers. */
  id: number | undefined;
  previous: Watch | undefined;
  next: Watch | undefined;
  settled = false;
  /** Seconds without a sign of life from the callee. */
  silent = 0;
  /** Whether a debugger may stop its callee. */
  debugged = false;

  constructor(
    readonly destination: CallDestination,
    readonly text: string,
    readonly bytes: number,
    /** By this host's clock, in milliseconds since the epoch. */
    readonly deadline: number,
    readonly resolve: (reply: CallReply) => void,
    readonly reject: (error: TransportError) => void,
  ) {}

  /** Whether it may have left this process. */
  get sent(): boolean {
    return this.id !== undefined;
  }

  /** The deadline of the call has passed. */
  expire(): void {
    this.destination.expired(this);
  }
}
