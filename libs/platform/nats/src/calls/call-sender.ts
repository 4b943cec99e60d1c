import { randomBytes } from 'node:crypto';
import {
  FRAME_BYTES,
  OutgoingCalls,
  SHARED_MESSAGE_BYTES,
  type CallCarrier,
  type CallLimits,
  type Destination,
  type PendingCall,
} from '@multilith/mux';
import { TransportError, type CallReply, type CallRequest } from '@multilith/runtime/transport';
import { batchSubject, readBatchToken } from '../wire/batch-token.js';
import { byteSize } from '../wire/byte-size.js';
import { cancellation } from '../wire/cancellation.js';
import { isOfDebuggedHost, isSignOfLife, readRefusal, readReplies, readReply } from '../wire/reply.js';
import { MAX_CALLS, requestElement, requestText, WIRE_VERSION } from '../wire/request.js';
import type { Channel, Subjects } from '../wire/subjects.js';
import type { BrokerClient, BrokerMessage } from './broker-client.js';
import type { NatsAddress, NatsWire } from './nats-wire.js';

/** Status of the server's own reply to a subject without subscribers. */
const NO_RESPONDERS = 503;
/** Length of the secret of an inbox, in bytes. */
const SECRET_BYTES = 16;
/** Last token of the reply subject of a batch without calls, which asks whether a context is served. */
const PROBE = 'probe';
const UNREADABLE = 'the reply cannot be read';

type NatsDestination = Destination<NatsWire>;

/**
 * Sends the calls of this process, and receives their replies. Every destination has its own inbox, and replies there
 * can only settle calls to that destination.
 */
export class CallSender implements CallCarrier<NatsWire> {
  readonly #client: BrokerClient;
  readonly #subjects: Subjects;
  readonly #host: string;
  readonly #maxBatch: number;
  readonly #calls: OutgoingCalls<NatsWire>;
  readonly #destinations: Readonly<Record<Channel, Map<string, NatsDestination>>> = {
    call: new Map(),
    journal: new Map(),
  };

  /** @param host name of this host */
  constructor(client: BrokerClient, subjects: Subjects, host: string, limits: CallLimits) {
    this.#client = client;
    this.#subjects = subjects;
    this.#host = host;
    this.#maxBatch = Math.min(limits.batch, MAX_CALLS);
    this.#calls = new OutgoingCalls(this, { ...limits, batch: this.#maxBatch }, { watchSilence: true });
  }

  /** Sends a call, or a request to a journal, and waits for its reply. */
  call(channel: Channel, context: string, request: CallRequest): Promise<CallReply> {
    if (!this.#client.connected) return Promise.reject(notConnected(context));
    let text: string;
    try {
      text = requestText(request);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const most = this.#client.maxPayload - FRAME_BYTES;
    const bytes = byteSize(text, Math.min(SHARED_MESSAGE_BYTES, most));
    if (bytes > most) return Promise.reject(this.#tooLarge(context, request, bytes));
    const destination = this.#destinations[channel].get(context) ?? this.#open(channel, context);
    return this.#calls.call(destination, text, bytes, request.deadline);
  }

  /** The connection broke: sent calls may or may not have been executed, and their replies are lost. */
  connectionLost(): void {
    this.#calls.failAll((call) =>
      call.sent
        ? new TransportError('CONNECTION_LOST', 'the connection to NATS broke while the call was under way', true)
        : notConnected(call.destination.context),
    );
  }

  /** The server refused a message to a subject. */
  forbidden(subject: string): void {
    for (const destinations of Object.values(this.#destinations))
      for (const destination of destinations.values())
        if (destination.address.subject === subject) {
          const problem = `this host may not call ${destination.context}`;
          this.#failSent(destination, () => new TransportError('UNREACHABLE', problem, destination.address.answered));
        }
  }

  /** Cancels all waiting calls, and notifies the callees. */
  close(): void {
    this.#calls.close();
  }

  send({ address }: NatsDestination, batch: readonly PendingCall<NatsWire>[], now: number): boolean {
    let elements = '';
    for (const call of batch) elements += `,${requestElement(call.id, call.timeLeft(now), call.encoded)}`;
    const replyTo = batchSubject(address.inbox, batch[0]!.id, batch.length);
    return this.#client.publish(address.subject, `[${WIRE_VERSION}${elements}]`, replyTo);
  }

  unreachable({ context }: NatsDestination): TransportError {
    return notConnected(context);
  }

  cancel({ context, address }: NatsDestination, calls: readonly PendingCall<NatsWire>[]): void {
    const ids = calls.map(({ id }) => id);
    this.#client.publish(this.#subjects.cancel(context, this.#host), cancellation(address.secret, ids));
  }

  /** Sends a batch without calls, which hosts ignore. If no host is subscribed, the server answers it. */
  probe({ address }: NatsDestination): void {
    this.#client.publish(address.subject, `[${WIRE_VERSION}]`, `${address.inbox}.${PROBE}`);
  }

  /** Creates a destination and subscribes to its inbox: the server sees the subscription before the first call. */
  #open(channel: Channel, context: string): NatsDestination {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const inbox = `${this.#subjects.repliesOf(context, this.#host)}.${secret}`;
    const subject = this.#subjects.to(channel, context, this.#host);
    const address: NatsAddress = { subject, inbox, secret, answered: false };
    const destination = this.#calls.open(context, address);
    const destinations = this.#destinations[channel];
    destinations.set(context, destination);
    this.#client
      .subscribe(`${inbox}.*`, (message) => this.#receive(destination, message))
      .catch((error: Error) => {
        // The next call tries again.
        if (destinations.get(context) === destination) destinations.delete(context);
        this.#calls.failUnsent(destination, () => new TransportError('UNREACHABLE', error.message, false));
        this.#failSent(destination, () => new TransportError('UNREACHABLE', error.message, true));
        this.#calls.forget(destination);
      });
    return destination;
  }

  /** Handles a message in the inbox of a destination. */
  #receive(destination: NatsDestination, message: BrokerMessage): void {
    if (message.status === NO_RESPONDERS && message.subject.endsWith(`.${PROBE}`))
      return this.#calls.failSilent(destination, () => noLongerServed(destination.context));
    if (message.status === NO_RESPONDERS)
      return this.#failBatch(destination, message, () => notServed(destination.context));
    const replies = readReplies(message.text);
    if (!replies) return this.#failBatch(destination, message, () => new TransportError('MALFORMED', UNREADABLE, true));
    if ('malformed' in replies) {
      const problem = `the callee could not read the call: ${replies.malformed}`;
      return this.#failBatch(destination, message, () => new TransportError('MALFORMED', problem, false));
    }
    for (let i = 1; i < replies.length; i++) {
      const element = replies[i];
      if (!Array.isArray(element)) continue;
      const call = this.#calls.get(element[0] as number);
      if (call?.destination !== destination) continue;
      if (isSignOfLife(element)) {
        this.#calls.signOfLife(call, isOfDebuggedHost(element));
        continue;
      }
      destination.address.answered = true;
      const reply = readReply(element);
      if (reply) this.#calls.answer(call, reply);
      else this.#calls.fail(call, readRefusal(element));
    }
  }

  /** Fails the calls of a batch. The subject of the reply is all that names them. */
  #failBatch(destination: NatsDestination, { subject }: BrokerMessage, error: () => TransportError): void {
    const batch = readBatchToken(subject);
    if (!batch || batch.count > this.#maxBatch) return;
    for (let id = batch.first; id < batch.first + batch.count; id++) {
      const call = this.#calls.get(id);
      if (call?.destination === destination) this.#calls.fail(call, error());
    }
  }

  #failSent(destination: NatsDestination, error: () => TransportError): void {
    this.#calls.failSent((call) => call.destination === destination, error);
  }

  #tooLarge(context: string, { message }: CallRequest, bytes: number): TransportError {
    const problem = `${message} for ${context} has ${bytes} bytes, and the NATS server takes messages of ${this.#client.maxPayload}`;
    return new TransportError('TOO_LARGE', problem, false);
  }
}

const notConnected = (context: string): TransportError =>
  new TransportError('UNREACHABLE', `${context} cannot be called: there is no connection to NATS at the moment`, false);

const notServed = (context: string): TransportError =>
  new TransportError('UNREACHABLE', `no host that serves ${context} is connected to NATS`, false);

const noLongerServed = (context: string): TransportError =>
  new TransportError('CONNECTION_LOST', `no host that serves ${context} is connected to NATS any more`, true);
