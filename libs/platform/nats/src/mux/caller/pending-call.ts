import type { CallReply, TransportError, Watch } from '@multilith/runtime/transport';

/** Where a call is sent, as far as the call itself needs it. */
export interface CallDestination {
  readonly context: string;
  /** Proves to the callee that a cancellation comes from the caller. */
  readonly secret: string;
  /** Settles a call whose deadline has passed. */
  expired(call: PendingCall): void;
  /** Lets the next call go when this one is settled. */
  release(call: PendingCall): void;
}

/** A call of this process that has no reply yet. */
export class PendingCall implements Watch {
  /** Its number on the wire, given when it is sent: the calls of a batch are numbered one after the other. */
  id: number | undefined;
  previous: Watch | undefined;
  next: Watch | undefined;
  settled = false;
  /** Seconds for which the callee has shown no sign of life. */
  silent = 0;
  /** Whether a debugger may stop its callee. */
  debugged = false;

  constructor(
    readonly destination: CallDestination,
    readonly text: string,
    readonly bytes: number,
    /** By this host's clock. */
    readonly deadline: number,
    readonly resolve: (reply: CallReply) => void,
    readonly reject: (error: TransportError) => void,
  ) {}

  /** Whether it may have left this process. */
  get sent(): boolean {
    return this.id !== undefined;
  }

  /** Its deadline has passed. */
  expire(): void {
    this.destination.expired(this);
  }
}
