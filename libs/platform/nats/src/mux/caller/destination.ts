import { requestElement, WIRE_VERSION } from '../../wire/request.js';
import type { NatsLimits } from '../limits.js';
import { MIN_EARLY_BATCH_CALLS, FRAME_BYTES, SHARED_MESSAGE_BYTES } from '../limits.js';
import type { CallDestination, PendingCall } from './pending-call.js';

/** What a destination needs from its user. */
export interface Sender {
  /** Requests a call of `endTurn()` at the end of this turn. */
  due(destination: Destination): void;
  /** Assigns a number to a call that is about to be sent, and stores it. */
  number(call: PendingCall): number;
  /** The deadline of a call has passed. */
  expired(call: PendingCall): void;
  /** Sends calls `first` to `first + count - 1` in one message. */
  publish(destination: Destination, text: string, first: number, count: number): void;
}

/**
 * The calls of this process to one context, or its requests to one journal: calls in flight, calls of this turn, and
 * queued calls.
 */
export class Destination implements CallDestination {
  readonly #queue = new Set<PendingCall>();
  #ready: PendingCall[] = [];
  #isDue = false;
  #inFlight = 0;
  /** Whether a call has ever reached it. */
  answered = false;

  constructor(
    readonly context: string,
    /** Subject that its calls are sent to. */
    readonly subject: string,
    /** Prefix of the subjects of its replies. It ends with the secret. */
    readonly inbox: string,
    /**
     * Ensures that only this process and the callee know the inbox. Permissions keep other hosts from publishing there,
     * but the server itself publishes to any reply subject that a client names, such as JetStream acknowledgements.
     */
    readonly secret: string,
    private readonly limits: NatsLimits,
    private readonly sender: Sender,
  ) {}

  /** Accepts a call, to be sent now or once others are done; `false` if too many are queued already. */
  admit(call: PendingCall): boolean {
    if (this.#inFlight < this.limits.pending) this.#makeReady(call);
    else if (this.#queue.size < this.limits.queued) this.#queue.add(call);
    else return false;
    return true;
  }

  release(call: PendingCall): void {
    if (this.#queue.delete(call)) return;
    this.#inFlight--;
    for (const next of this.#queue) {
      this.#queue.delete(next);
      this.#makeReady(next);
      return;
    }
  }

  expired(call: PendingCall): void {
    this.sender.expired(call);
  }

  /** Returns the calls that have not been sent. */
  unsent(): PendingCall[] {
    return [...this.#ready.filter(({ settled }) => !settled), ...this.#queue];
  }

  /** Sends the remaining calls of this turn. */
  endTurn(): void {
    this.#isDue = false;
    this.#send();
  }

  /** Sends the ready calls in as few messages as the limits allow. */
  #send(): void {
    const calls = this.#ready;
    this.#ready = [];
    const now = Date.now();
    let elements = '';
    let bytes = 0;
    let first = 0;
    let count = 0;
    for (const call of calls) {
      if (call.settled) continue;
      if (count > 0 && (count === this.limits.batch || bytes + call.bytes > SHARED_MESSAGE_BYTES)) {
        this.sender.publish(this, `[${WIRE_VERSION}${elements}]`, first, count);
        elements = '';
        bytes = count = 0;
      }
      const id = this.sender.number(call);
      if (count === 0) first = id;
      count++;
      bytes += call.bytes + FRAME_BYTES;
      elements += `,${requestElement(id, Math.max(0, call.deadline - now), call.text)}`;
    }
    if (count > 0) this.sender.publish(this, `[${WIRE_VERSION}${elements}]`, first, count);
  }

  #makeReady(call: PendingCall): void {
    this.#inFlight++;
    // A quarter of the calls in flight does not wait for the end of the turn: the callee works on it while this process
    // writes the next.
    const enough = Math.max(MIN_EARLY_BATCH_CALLS, this.#inFlight >> 2);
    if (this.#ready.push(call) >= Math.min(enough, this.limits.batch)) this.#send();
    else if (!this.#isDue) {
      this.#isDue = true;
      this.sender.due(this);
    }
  }
}
