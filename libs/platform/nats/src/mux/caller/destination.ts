import { requestElement, WIRE_VERSION } from '../../wire/request.js';
import type { NatsLimits } from '../limits.js';
import { ENOUGH_CALLS, FRAME_BYTES, SHARED_MESSAGE_BYTES } from '../limits.js';
import type { CallDestination, PendingCall } from './pending-call.js';

/** What a destination needs of those who use it. */
export interface Sender {
  /** Asks for `endTurn()` at the end of this turn. */
  due(destination: Destination): void;
  /** Numbers a call that is about to be sent, and remembers it. */
  number(call: PendingCall): number;
  /** The deadline of a call has passed. */
  expired(call: PendingCall): void;
  /** Sends calls `first` to `first + count - 1`, together. */
  publish(destination: Destination, text: string, first: number, count: number): void;
}

/** The calls of this process to one context, or its questions about one journal: those in flight, those of this turn, and those that wait for their turn. */
export class Destination implements CallDestination {
  readonly #queue = new Set<PendingCall>();
  #ready: PendingCall[] = [];
  #isDue = false;
  #inFlight = 0;
  /** Whether a call has ever reached it. */
  answered = false;

  constructor(
    readonly context: string,
    /** Where its calls are sent. */
    readonly subject: string,
    /** What the subjects of its replies begin with. It ends with the secret. */
    readonly inbox: string,
    /**
     * Makes the inbox known to this process and the callee alone. Permissions keep other hosts from publishing there, but
     * the server itself publishes wherever a client asks it to answer, such as the receipts of JetStream.
     */
    readonly secret: string,
    private readonly limits: NatsLimits,
    private readonly sender: Sender,
  ) {}

  /** Takes a call on, now or as soon as others are done; `false` when too many wait already. */
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

  /** The calls that have not been sent. */
  unsent(): PendingCall[] {
    return [...this.#ready.filter(({ settled }) => !settled), ...this.#queue];
  }

  /** Sends what this turn has left. */
  endTurn(): void {
    this.#isDue = false;
    this.#send();
  }

  /** Sends the calls that are ready in as few messages as the bounds allow. */
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
    // A quarter does not wait for the end of the turn: the callee works on it while this process makes the next.
    const enough = Math.max(ENOUGH_CALLS, this.#inFlight >> 2);
    if (this.#ready.push(call) >= Math.min(enough, this.limits.batch)) this.#send();
    else if (!this.#isDue) {
      this.#isDue = true;
      this.sender.due(this);
    }
  }
}
