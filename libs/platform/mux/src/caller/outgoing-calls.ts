import {
  TransportError,
  DEBUG_PATIENCE_MS,
  DeadlineTimer,
  isDebugging,
  type CallReply,
} from '@multilith/runtime/transport';
import { MIN_EARLY_BATCH_CALLS, MIN_SILENCE_SECONDS, SIGN_OF_LIFE_MS, type CallLimits } from '../limits.js';
import { Slots } from '../slots.js';
import { Ticking } from '../ticking.js';
import { Turn } from '../turn.js';
import type { Wire } from '../wire.js';
import type { CallCarrier } from './call-carrier.js';
import { Destination, type DestinationOwner } from './destination.js';
import { PendingCall, type CallDestination } from './pending-call.js';

/** How a table of calls learns of lost callees, and when it sends. */
export interface OutgoingCallsOptions {
  /**
   * Number of calls that are sent without waiting for the end of the turn, if fewer than four times as many are in flight:
   * the callee works on them while this process writes the next. The more a message costs, the larger it should be.
   * Default: 16.
   */
  readonly earlyBatch?: number | undefined;
  /**
   * Whether calls fail that get no sign of life for `limits.silence` seconds. A transport whose connection tells that a
   * callee is lost does not need it. Default: `false`.
   */
  readonly watchSilence?: boolean | undefined;
}

/** The outgoing calls of this process: each waits here for its reply. */
export class OutgoingCalls<W extends Wire> implements DestinationOwner<W> {
  readonly #carrier: CallCarrier<W>;
  readonly #limits: CallLimits;
  readonly #earlyBatch: number;
  readonly #watchesSilence: boolean;
  readonly #destinations = new Set<Destination<W>>();
  readonly #sent = new Slots<PendingCall<W>>();
  readonly #deadlines = new DeadlineTimer();
  readonly #turn = new Turn<Destination<W>>((destination) => destination.endTurn());
  readonly #cancelled = new Map<CallDestination<W>, PendingCall<W>[]>();
  readonly #cancelTurn = new Turn<CallDestination<W>>((destination) => this.#sendCancellation(destination));
  readonly #silence = new Ticking(SIGN_OF_LIFE_MS, () => this.#giveUpSilent());
  #lastId = 0;

  constructor(carrier: CallCarrier<W>, limits: CallLimits, options: OutgoingCallsOptions = {}) {
    this.#carrier = carrier;
    this.#limits = limits;
    this.#earlyBatch = options.earlyBatch ?? MIN_EARLY_BATCH_CALLS;
    this.#watchesSilence = options.watchSilence ?? false;
  }

  /** Opens a destination: a context, or the journal of one. */
  open(context: string, address: W['address']): Destination<W> {
    const destination = new Destination(context, address, this.#limits, this.#earlyBatch, this);
    this.#destinations.add(destination);
    return destination;
  }

  /** Forgets a destination that gets no more calls. Those that wait there stay in the table. */
  forget(destination: Destination<W>): void {
    this.#destinations.delete(destination);
  }

  /**
   * Sends a call and waits for its reply.
   *
   * @param bytes size of the encoded call, or an upper bound near it
   * @param deadline milliseconds since the epoch; `undefined`: `limits.maxWait` from now
   * @throws TransportError
   */
  call(
    destination: Destination<W>,
    encoded: W['encoded'],
    bytes: number,
    deadline: number | undefined,
  ): Promise<CallReply> {
    return new Promise((resolve, reject) => {
      const now = Date.now();
      const until = deadline ?? now + this.#limits.maxWait;
      if (until <= now)
        return reject(new TransportError('DEADLINE_EXCEEDED', 'there was no time left to send the call', false));
      const call = new PendingCall(destination, encoded, bytes, until, resolve, reject);
      this.#deadlines.add(call, until);
      if (destination.admit(call)) return;
      this.#deadlines.cancel(call);
      reject(overloaded(destination.context));
    });
  }

  /**
   * Returns a sent call that has no reply. Numbers in messages are chosen by the sender: compare `call.destination` or
   * `call.sentTo` with where the message came from.
   */
  get(id: number): PendingCall<W> | undefined {
    return this.#sent.get(id);
  }

  /** Gives a call its reply. */
  answer(call: PendingCall<W>, reply: CallReply): void {
    this.#settle(call);
    call.resolve(reply);
  }

  /** Fails a call: it gets no reply. */
  fail(call: PendingCall<W>, error: TransportError): void {
    this.#settle(call);
    call.reject(error);
  }

  /** Notes that the callee still works on a call. @param debugging whether a debugger may stop the callee */
  signOfLife(call: PendingCall<W>, debugging: boolean): void {
    call.silent = 0;
    if (debugging) this.#waitForDebugger(call);
  }

  /** Fails sent calls: their replies are lost. */
  failSent(which: (call: PendingCall<W>) => boolean, error: (call: PendingCall<W>) => TransportError): void {
    for (const call of [...this.#sent]) if (which(call)) this.fail(call, error(call));
  }

  /** Fails the sent calls of a destination that have had no sign of life for some seconds: no process serves it. */
  failSilent(destination: CallDestination<W>, error: (call: PendingCall<W>) => TransportError): void {
    this.failSent((call) => call.destination === destination && call.silent >= MIN_SILENCE_SECONDS, error);
  }

  /** Fails the calls of a destination that have not been sent. */
  failUnsent(destination: Destination<W>, error: (call: PendingCall<W>) => TransportError): void {
    for (const call of destination.unsent()) this.fail(call, error(call));
  }

  /** Fails all calls, sent or not. */
  failAll(error: (call: PendingCall<W>) => TransportError): void {
    const unsent = [...this.#destinations].flatMap((destination) => destination.unsent());
    const sent = [...this.#sent];
    // Unsent calls first: settling a sent call would make room for them, and send them.
    for (const call of [...unsent, ...sent]) if (!call.settled) this.fail(call, error(call));
  }

  /** Tells the callees at the end of this turn that this process no longer waits for a sent call. */
  cancel(call: PendingCall<W>): void {
    const calls = this.#cancelled.get(call.destination);
    if (calls) return void calls.push(call);
    this.#cancelled.set(call.destination, [call]);
    this.#cancelTurn.add(call.destination, false);
  }

  /** Cancels all waiting calls, and tells the callees at once. */
  close(): void {
    for (const call of this.#sent) this.cancel(call);
    this.#cancelTurn.flush();
    this.failAll((call) => new TransportError('CONNECTION_LOST', 'the transport was closed', call.sent));
    this.#silence.stop();
  }

  /** @internal */
  due(destination: Destination<W>): void {
    this.#turn.add(destination, this.#sent.size === 0);
  }

  /** @internal */
  send(destination: Destination<W>, batch: readonly PendingCall<W>[]): void {
    for (const call of batch) {
      call.id = ++this.#lastId;
      this.#sent.add(call);
    }
    if (this.#watchesSilence) this.#silence.start();
    if (this.#carrier.send(destination, batch, Date.now())) return;
    for (const call of batch) if (!call.settled) this.fail(call, this.#carrier.unreachable(destination));
  }

  /** @internal */
  expired(call: PendingCall<W>): void {
    const { sent, destination } = call;
    if (sent) this.cancel(call);
    const problem = sent
      ? `no reply from ${destination.context} came in time`
      : `too many calls to ${destination.context} were under way for this one to be sent in time`;
    this.fail(call, new TransportError('DEADLINE_EXCEEDED', problem, sent));
  }

  #settle(call: PendingCall<W>): void {
    call.settled = true;
    if (call.sent) this.#sent.remove(call);
    this.#deadlines.cancel(call);
    call.destination.release(call);
  }

  #sendCancellation(destination: CallDestination<W>): void {
    const calls = this.#cancelled.get(destination)!;
    this.#cancelled.delete(destination);
    this.#carrier.cancel(destination, calls);
  }

  /**
   * Gives up calls whose host has been silent for too long: it was killed or has lost its connection, and the deadline
   * may be far away. Counts its own checks instead of reading a clock: a process that was paused itself would otherwise
   * give up all of its calls. Before that it asks whether the context is served at all: if not, there is nothing to wait
   * for. Returns `false` if no call is waiting.
   */
  #giveUpSilent(): boolean {
    const debugging = isDebugging();
    const silence = Math.max(MIN_SILENCE_SECONDS, this.#limits.silence);
    const silent = new Set<CallDestination<W>>();
    for (const call of [...this.#sent]) {
      if (debugging || call.debugged) continue;
      if (++call.silent < silence) {
        if (call.silent >= MIN_SILENCE_SECONDS) silent.add(call.destination);
        continue;
      }
      this.cancel(call);
      const problem = `the host of ${call.destination.context} has shown no sign of life for ${this.#limits.silence} s`;
      this.fail(call, new TransportError('CONNECTION_LOST', problem, true));
    }
    for (const destination of silent) this.#carrier.probe?.(destination);
    return this.#sent.size > 0;
  }

  /** Waits longer for a call whose callee may be stopped by a debugger. Callers in production do not. */
  #waitForDebugger(call: PendingCall<W>): void {
    if (call.debugged || process.env['NODE_ENV'] === 'production') return;
    call.debugged = true;
    this.#deadlines.cancel(call);
    this.#deadlines.add(call, Date.now() + DEBUG_PATIENCE_MS);
  }
}

const overloaded = (context: string): TransportError =>
  new TransportError('OVERLOADED', `too many calls to ${context} wait in this process already`, false);
