import { FRAME_BYTES, SHARED_MESSAGE_BYTES, type CallLimits } from '../limits.js';
import type { Wire } from '../wire.js';
import type { CallDestination, PendingCall } from './pending-call.js';

/** Decay of the recent maximum of calls in flight per batch: an eighth, as a number of bits. */
const FORGETTING = 3;

/** What a destination needs from the table of calls. */
export interface DestinationOwner<W extends Wire> {
  /** Requests a call of `endTurn()` at the end of this turn. */
  due(destination: Destination<W>): void;
  /** The deadline of a call has passed. */
  expired(call: PendingCall<W>): void;
  /** Numbers the calls of a batch and sends them in one message. */
  send(destination: Destination<W>, batch: readonly PendingCall<W>[]): void;
}

/**
 * The calls of this process to one context, or its requests to one journal: calls in flight, calls of this turn, and
 * queued calls.
 */
export class Destination<W extends Wire = Wire> implements CallDestination<W> {
  readonly context: string;
  readonly address: W['address'];
  readonly #limits: CallLimits;
  readonly #earlyBatch: number;
  readonly #owner: DestinationOwner<W>;
  readonly #queue = new Set<PendingCall<W>>();
  #ready: PendingCall<W>[] = [];
  #isDue = false;
  #isHeld = false;
  #inFlight = 0;
  /** Recent maximum of calls in flight. It decays with each batch. */
  #lately = 0;

  constructor(
    context: string,
    address: W['address'],
    limits: CallLimits,
    earlyBatch: number,
    owner: DestinationOwner<W>,
  ) {
    this.context = context;
    this.address = address;
    this.#limits = limits;
    this.#earlyBatch = earlyBatch;
    this.#owner = owner;
  }

  /** Number of calls that were sent or are about to be sent, and have no reply. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Keeps calls from being sent until `resume()`: a connection is being opened. They wait, by their deadlines. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Sends the calls that were held back. */
  resume(): void {
    this.#isHeld = false;
    this.#send();
  }

  /** Accepts a call, to be sent now or once others are done; `false` if too many are queued already. */
  admit(call: PendingCall<W>): boolean {
    if (this.#inFlight < this.#limits.pending) this.#makeReady(call);
    else if (this.#queue.size < this.#limits.queued) this.#queue.add(call);
    else return false;
    return true;
  }

  release(call: PendingCall<W>): void {
    if (this.#queue.size > 0) {
      if (this.#queue.delete(call)) return;
      this.#inFlight--;
      for (const next of this.#queue) {
        this.#queue.delete(next);
        return this.#makeReady(next);
      }
    }
    this.#inFlight--;
  }

  expired(call: PendingCall<W>): void {
    this.#owner.expired(call);
  }

  /** Returns the calls that have not been sent. */
  unsent(): PendingCall<W>[] {
    return [...this.#ready.filter(({ settled }) => !settled), ...this.#queue];
  }

  /** Sends the remaining calls of this turn. */
  endTurn(): void {
    this.#isDue = false;
    this.#send();
  }

  /** Sends the ready calls in as few messages as the limits allow. */
  #send(): void {
    if (this.#isHeld || this.#ready.length === 0) return;
    this.#lately = Math.max(this.#inFlight, this.#lately - (this.#lately >> FORGETTING));
    const calls = this.#ready;
    this.#ready = [];
    let batch: PendingCall<W>[] = [];
    let bytes = 0;
    for (const call of calls) {
      if (call.settled) continue;
      if (batch.length > 0 && (batch.length === this.#limits.batch || bytes + call.bytes > SHARED_MESSAGE_BYTES)) {
        this.#owner.send(this, batch);
        batch = [];
        bytes = 0;
      }
      batch.push(call);
      bytes += call.bytes + FRAME_BYTES;
    }
    if (batch.length > 0) this.#owner.send(this, batch);
  }

  #makeReady(call: PendingCall<W>): void {
    this.#inFlight++;
    // A quarter of the calls in flight does not wait for the end of the turn: the callee works on it while this process
    // writes the next. Not of those at this moment: replies that have arrived together leave few in flight, and the calls
    // that follow them would go in one message and the rest of another.
    this.#lately = Math.max(this.#lately, this.#inFlight);
    const enough = Math.max(this.#earlyBatch, this.#lately >> 2);
    if (this.#ready.push(call) >= Math.min(enough, this.#limits.batch)) this.#send();
    else if (!this.#isDue) {
      this.#isDue = true;
      this.#owner.due(this);
    }
  }
}
