import { randomBytes } from 'node:crypto';
import {
  TransportError,
  DEBUG_PATIENCE_MS,
  DeadlineTimer,
  isDebugging,
  type CallReply,
  type CallRequest,
} from '@multilith/runtime/transport';
import { cancellation } from '../../wire/cancellation.js';
import { batchSubject, readBatchToken } from '../../wire/batch-token.js';
import { isOfDebuggedHost, isSignOfLife, readReplies, readReply } from '../../wire/reply.js';
import { byteSize } from '../../wire/byte-size.js';
import { MAX_CALLS, requestText } from '../../wire/request.js';
import type { Channel, Subjects } from '../../wire/subjects.js';
import { Destination, type Sender } from './destination.js';
import { FRAME_BYTES, MIN_SILENCE_SECONDS, SHARED_MESSAGE_BYTES, SIGN_OF_LIFE_MS, type NatsLimits } from '../limits.js';
import type { Link } from '../link.js';
import { PendingCall, type CallDestination } from './pending-call.js';
import { SentCalls } from './sent-calls.js';
import { Ticking } from '../ticking.js';
import { Turn } from '../turn.js';

/** Status of the server's own reply to a subject without subscribers. */
const NO_RESPONDERS = 503;
/** Length of the secret of an inbox, in bytes. */
const SECRET_BYTES = 16;
const UNREADABLE = 'the reply cannot be read';

/**
 * The outgoing calls of this process: each waits here for its reply. Every destination has its own inbox, and replies
 * there can only settle calls to that destination.
 */
export class OutgoingCalls implements Sender {
  readonly #calls = new Map<string, Destination>();
  readonly #questions = new Map<string, Destination>();
  readonly #limits: NatsLimits;
  readonly #sent = new SentCalls();
  readonly #deadlines = new DeadlineTimer();
  readonly #turn = new Turn<Destination>((destination) => destination.endTurn());
  readonly #cancelled = new Map<CallDestination, number[]>();
  readonly #cancelTurn = new Turn<CallDestination>((destination) => this.#sendCancellation(destination));
  readonly #silence = new Ticking(SIGN_OF_LIFE_MS, () => this.#giveUpLost());
  #lastId = 0;

  constructor(
    private readonly link: Link,
    private readonly subjects: Subjects,
    /** Name of this host. */
    private readonly host: string,
    limits: NatsLimits,
  ) {
    this.#limits = { ...limits, batch: Math.min(limits.batch, MAX_CALLS) };
  }

  /** Sends a call, or a request to a journal, and waits for its reply. */
  call(channel: Channel, context: string, request: CallRequest): Promise<CallReply> {
    return new Promise((resolve, reject) => {
      if (!this.link.connected) return reject(notConnected(context));
      const text = requestText(request);
      const most = this.link.maxPayload - FRAME_BYTES;
      const bytes = byteSize(text, Math.min(SHARED_MESSAGE_BYTES, most));
      if (bytes > most) return reject(this.#tooLarge(context, request, bytes));
      const now = Date.now();
      const deadline = request.deadline ?? now + this.#limits.maxWait;
      if (deadline <= now)
        return reject(new TransportError('DEADLINE_EXCEEDED', 'there was no time left to send the call', false));
      const destination = this.#destination(channel, context);
      const call = new PendingCall(destination, text, bytes, deadline, resolve, reject);
      this.#deadlines.add(call, deadline);
      if (destination.admit(call)) return;
      this.#deadlines.cancel(call);
      reject(overloaded(context));
    });
  }

  /** Handles a message in the inbox of a destination. */
  #receive(destination: Destination, text: string, subject: string, status: number | undefined): void {
    if (status === NO_RESPONDERS) return this.#failBatch(destination, subject, () => notServed(destination.context));
    const replies = readReplies(text);
    if (!replies) return this.#failBatch(destination, subject, () => new TransportError('MALFORMED', UNREADABLE, true));
    if ('malformed' in replies) {
      const problem = `the callee could not read the call: ${replies.malformed}`;
      return this.#failBatch(destination, subject, () => new TransportError('MALFORMED', problem, false));
    }
    for (let i = 1; i < replies.length; i++) {
      const element = replies[i];
      if (!Array.isArray(element)) continue;
      const call = this.#sent.get(element[0] as number);
      if (call?.destination !== destination) continue;
      if (isSignOfLife(element)) {
        call.silent = 0;
        if (isOfDebuggedHost(element)) this.#waitForDebugger(call);
        continue;
      }
      this.#settle(call);
      destination.answered = true;
      const reply = readReply(element);
      if (reply instanceof TransportError) call.reject(reply);
      else call.resolve(reply);
    }
  }

  /** The connection broke: sent calls may or may not have been executed, and their replies are lost. */
  connectionLost(): void {
    this.#failAll((call) =>
      call.sent
        ? new TransportError('CONNECTION_LOST', 'the connection to NATS broke while the call was under way', true)
        : notConnected(call.destination.context),
    );
  }

  /** The server refused a message to a subject. */
  forbidden(subject: string): void {
    for (const destination of this.#destinations)
      if (destination.subject === subject) {
        const problem = `this host may not call ${destination.context}`;
        this.#failSent(destination, () => new TransportError('UNREACHABLE', problem, destination.answered));
      }
  }

  /** Cancels all waiting calls, and notifies the callees. */
  close(): void {
    for (const call of this.#sent) this.#cancel(call);
    this.#cancelTurn.flush();
    this.#failAll((call) => new TransportError('CONNECTION_LOST', 'the transport was closed', call.sent));
  }

  due(destination: Destination): void {
    this.#turn.add(destination, this.#sent.size === 0);
  }

  number(call: PendingCall): number {
    const id = ++this.#lastId;
    call.id = id;
    this.#sent.add(id, call);
    this.#silence.start();
    return id;
  }

  publish(destination: Destination, text: string, first: number, count: number): void {
    if (!this.link.publish(destination.subject, text, batchSubject(destination.inbox, first, count)))
      this.#failRange(destination, first, count, () => notConnected(destination.context));
  }

  expired(call: PendingCall): void {
    const { sent, destination } = call;
    if (sent) this.#cancel(call);
    this.#settle(call);
    const problem = sent
      ? `no reply of ${destination.context} came in time`
      : `too many calls to ${destination.context} were under way for this one to be sent in time`;
    call.reject(new TransportError('DEADLINE_EXCEEDED', problem, sent));
  }

  get #destinations(): Destination[] {
    return [...this.#calls.values(), ...this.#questions.values()];
  }

  #destination(channel: Channel, context: string): Destination {
    const destinations = channel === 'call' ? this.#calls : this.#questions;
    return destinations.get(context) ?? this.#open(destinations, channel, context);
  }

  /** Creates a destination and subscribes to its inbox: the server sees the subscription before the first call. */
  #open(destinations: Map<string, Destination>, channel: Channel, context: string): Destination {
    const { host, subjects } = this;
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const inbox = `${subjects.repliesOf(context, host)}.${secret}`;
    const destination = new Destination(
      context,
      subjects.to(channel, context, host),
      inbox,
      secret,
      this.#limits,
      this,
    );
    destinations.set(context, destination);
    this.link
      .subscribe(`${inbox}.*`, (text, subject, _replyTo, status) => this.#receive(destination, text, subject, status))
      .catch((error: Error) => {
        // The next call tries again.
        if (destinations.get(context) === destination) destinations.delete(context);
        this.#failSent(destination, () => new TransportError('UNREACHABLE', error.message, true));
      });
    return destination;
  }

  #settle(call: PendingCall): void {
    call.settled = true;
    if (call.id !== undefined) this.#sent.remove(call.id);
    this.#deadlines.cancel(call);
    call.destination.release(call);
  }

  /**
   * Gives up calls whose host has been silent for too long: it was killed or has lost its connection, and the deadline
   * may be far away. Counts its own checks instead of reading a clock: a process that was paused itself would otherwise
   * give up all of its calls. Returns `false` if no call is waiting.
   */
  #giveUpLost(): boolean {
    const debugging = isDebugging();
    for (const call of this.#sent) {
      if (debugging || call.debugged) continue;
      if (++call.silent < Math.max(MIN_SILENCE_SECONDS, this.#limits.silence)) continue;
      this.#cancel(call);
      const problem = `the host of ${call.destination.context} has shown no sign of life for ${this.#limits.silence} s`;
      this.#fail(call, new TransportError('CONNECTION_LOST', problem, true));
    }
    return this.#sent.size > 0;
  }

  /** Waits longer for a call whose callee may be stopped by a debugger. Callers in production do not. */
  #waitForDebugger(call: PendingCall): void {
    if (call.debugged || process.env['NODE_ENV'] === 'production') return;
    call.debugged = true;
    this.#deadlines.cancel(call);
    this.#deadlines.add(call, Date.now() + DEBUG_PATIENCE_MS);
  }

  #cancel({ id, destination }: PendingCall): void {
    const ids = this.#cancelled.get(destination);
    if (ids) ids.push(id!);
    else {
      this.#cancelled.set(destination, [id!]);
      this.#cancelTurn.add(destination, false);
    }
  }

  #sendCancellation(destination: CallDestination): void {
    const ids = this.#cancelled.get(destination)!;
    this.#cancelled.delete(destination);
    this.link.publish(this.subjects.cancel(destination.context, this.host), cancellation(destination.secret, ids));
  }

  #failBatch(destination: Destination, subject: string, error: () => TransportError): void {
    const batch = readBatchToken(subject);
    if (batch && batch.count <= this.#limits.batch) this.#failRange(destination, batch.first, batch.count, error);
  }

  #failRange(destination: Destination, first: number, count: number, error: () => TransportError): void {
    for (let id = first; id < first + count; id++) {
      const call = this.#sent.get(id);
      if (call?.destination === destination) this.#fail(call, error());
    }
  }

  #failSent(destination: Destination, error: () => TransportError): void {
    for (const call of [...this.#sent]) if (call.destination === destination) this.#fail(call, error());
  }

  #failAll(error: (call: PendingCall) => TransportError): void {
    const unsent = this.#destinations.flatMap((destination) => destination.unsent());
    const sent = [...this.#sent];
    // Unsent calls first: settling a sent call would make room for them, and send them.
    for (const call of [...unsent, ...sent]) this.#fail(call, error(call));
  }

  #fail(call: PendingCall, error: TransportError): void {
    this.#settle(call);
    call.reject(error);
  }

  #tooLarge(context: string, { message }: CallRequest, bytes: number): TransportError {
    const problem = `${message} for ${context} has ${bytes} bytes, and the NATS server takes messages of ${this.link.maxPayload}`;
    return new TransportError('TOO_LARGE', problem, false);
  }
}

const notConnected = (context: string): TransportError =>
  new TransportError('UNREACHABLE', `${context} cannot be called: there is no connection to NATS at the moment`, false);

const notServed = (context: string): TransportError =>
  new TransportError('UNREACHABLE', `no host that serves ${context} is connected to NATS`, false);

const overloaded = (context: string): TransportError =>
  new TransportError('OVERLOADED', `too many calls to ${context} wait in this process already`, false);
