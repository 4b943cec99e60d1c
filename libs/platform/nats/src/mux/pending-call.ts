import type { CallReply, TransportError, Watch } from '@multilith/runtime/transport';
import type { Destination } from './destination.js';

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
    readonly destination: Destination,
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
