import { randomBytes } from 'node:crypto';
import type { Subscription } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import type { JsonValue } from '@multilith/contract';
import {
  TransportError,
  type AnnouncementListener,
  type CallReply,
  type CallRequest,
  type Receiver,
  type Transport,
} from '@multilith/runtime';
import { NatsLink } from './connection/nats-link.js';
import { openConnection } from './connection/open-connection.js';
import { NatsEventStreams } from './events/nats-event-streams.js';
import { DEFAULT_LIMITS, type NatsLimits } from './mux/limits.js';
import { OutgoingCalls } from './mux/outgoing-calls.js';
import { Replies } from './mux/replies.js';
import { ServedContext } from './mux/served-context.js';
import type { NatsOptions } from './nats-options.js';
import { ServiceApi } from './service/service-api.js';
import { ServiceDescription } from './service/service-description.js';
import { splitReplySubject } from './wire/batch-token.js';
import { QUEUE_GROUP, Subjects } from './wire/subjects.js';

/** Status of the server's own reply where nobody has subscribed. */
const NO_RESPONDERS = 503;
/** Room for all of a call but its content. */
const ENVELOPE_BYTES = 8 * 1024;

/** Whether there is a connection at the moment. */
export type NatsStatus = 'connected' | 'disconnected';

/** Carries calls and announcements over NATS. Made by `connectNats`. */
export class NatsTransport implements Transport {
  readonly name = 'nats';
  /** Events over NATS; `undefined` if the options switch them off. */
  readonly streams: NatsEventStreams | undefined;
  readonly #log = new Logger('NATS');
  readonly #host: string;
  /** This process among those of all hosts. Whoever knows it could answer in another's place: nobody may guess it. */
  readonly #id = randomBytes(12).toString('hex');
  readonly #limits: NatsLimits;
  readonly #outgoing: OutgoingCalls;
  readonly #replies: Replies;
  readonly #served = new Map<string, ServedContext>();
  readonly #callSubscriptions: Subscription[] = [];
  readonly #service: ServiceApi;
  readonly #statusListeners: ((status: NatsStatus) => void)[] = [];
  #drained: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(
    /** The connection, for what else is to be sent over it. */
    readonly link: NatsLink,
    readonly subjects: Subjects,
    options: NatsOptions,
    streams: NatsEventStreams | undefined,
  ) {
    this.streams = streams;
    this.#host = options.host ?? 'monolith';
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#replies = new Replies(link);
    this.#outgoing = new OutgoingCalls(link, subjects, subjects.inbox(this.#host, this.#id), this.#limits);
    const identity = { name: this.#host, id: this.#id, version: options.version ?? '0.0.0' };
    const description = new ServiceDescription(identity, subjects, QUEUE_GROUP, () => this.#served.values());
    this.#service = new ServiceApi(link, description);
  }

  /** @internal */
  static async connect(options: NatsOptions): Promise<NatsTransport> {
    const subjects = new Subjects(options.prefix);
    const link = new NatsLink(await openConnection(options, subjects));
    let streams: NatsEventStreams | undefined;
    try {
      if (options.events !== false) streams = await NatsEventStreams.open(options, subjects);
      const transport = new NatsTransport(link, subjects, options, streams);
      await transport.#start();
      return transport;
    } catch (error) {
      await Promise.all([link.close(), streams?.close()]);
      throw error;
    }
  }

  /** Content and answer share a message with what belongs to the call, such as key, principal and trace. */
  get maxMessageBytes(): number {
    return Math.max(0, this.link.maxPayload - ENVELOPE_BYTES);
  }

  call(context: string, request: CallRequest): Promise<CallReply> {
    if (this.#closed) return Promise.reject(new TransportError('UNREACHABLE', 'the transport is closed', false));
    return this.#outgoing.call(context, request);
  }

  /** @throws NatsError `NATS_FORBIDDEN` when the permissions of this host do not allow it */
  async serve(context: string, receive: Receiver): Promise<void> {
    const { link, subjects } = this;
    const served = new ServedContext(context, receive, link, subjects, this.#replies, this.#limits);
    const cancel = subjects.cancel(context);
    await link.subscribe(cancel, (text) => served.cancel(text));
    const arrive = (text: string, _subject: string, replyTo: string | undefined): void => served.arrive(text, replyTo);
    this.#served.set(context, served);
    this.#callSubscriptions.push(await link.subscribe(subjects.call(context), arrive, QUEUE_GROUP));
  }

  announce(context: string, content: JsonValue): void {
    this.link.publish(this.subjects.announce(context), JSON.stringify(content));
  }

  /** @throws NatsError `NATS_FORBIDDEN` when the permissions of this host do not allow it */
  async listen(context: string, listener: AnnouncementListener): Promise<void> {
    await this.link.subscribe(this.subjects.announce(context), (text) => {
      const content = parsed(text);
      if (content === undefined) return;
      try {
        listener(content);
      } catch (error) {
        this.#log.error(`An announcement of ${context} could not be handled.`, error);
      }
    });
  }

  /** Calls `listener` now, and whenever the connection is lost or there is one again. */
  onStatus(listener: (status: NatsStatus) => void): void {
    this.#statusListeners.push(listener);
    listener(this.link.connected ? 'connected' : 'disconnected');
  }

  drain(): Promise<void> {
    return (this.#drained ??= this.#drain());
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #start(): Promise<void> {
    void this.link.watch({
      lost: () => {
        if (!this.#closed) this.#log.warn('The connection to NATS broke. It is tried again until there is one.');
        this.#outgoing.connectionLost();
        this.#tell('disconnected');
      },
      restored: () => {
        this.#log.log('There is a connection to NATS again.');
        this.#replies.flush();
        this.#tell('connected');
      },
      forbidden: (subject) => {
        this.#log.error(`The NATS server does not let ${this.#host} publish to ${subject}.`);
        this.#outgoing.forbidden(subject);
      },
      failed: (error) => this.#log.error(error.message, { err: error }),
    });
    const inbox = this.subjects.inbox(this.#host, this.#id);
    await this.link.subscribe(`${inbox}.*`, (text, subject, _replyTo, status) => {
      const { token } = splitReplySubject(subject);
      if (status === NO_RESPONDERS) this.#outgoing.noResponders(token);
      else this.#outgoing.receive(token, text);
    });
    // A host that may not be seen works all the same.
    await this.#service
      .start(this.#host, this.#id)
      .catch((error: Error) => this.#log.warn(error.message, { err: error }));
  }

  #tell(status: NatsStatus): void {
    for (const listener of this.#statusListeners) listener(status);
  }

  async #drain(): Promise<void> {
    this.#service.stop();
    // What the server has sent already still arrives.
    await Promise.all(this.#callSubscriptions.map((subscription) => subscription.drain()));
    await Promise.all([...this.#served.values()].map((served) => served.settled()));
    this.#replies.flush();
  }

  async #close(): Promise<void> {
    this.#outgoing.close();
    this.#replies.flush();
    await Promise.all([this.link.close(), this.streams?.close()]);
    this.#tell('disconnected');
  }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
