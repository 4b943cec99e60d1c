import { randomBytes } from 'node:crypto';
import type { Subscription } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import type { JsonValue } from '@multilith/contract';
import { DEFAULT_LIMITS, journalLimits, ServedCalls, type CallLimits } from '@multilith/mux';
import {
  TransportError,
  isHostName,
  type AnnouncementListener,
  type CallReply,
  type CallRequest,
  type Receiver,
  type Transport,
} from '@multilith/runtime/transport';
import type { Deliver } from './calls/broker-client.js';
import { CallSender } from './calls/call-sender.js';
import type { Inbox } from './calls/inboxes.js';
import { ReplySender } from './calls/reply-sender.js';
import { ServedChannel } from './calls/served-channel.js';
import { NatsClient } from './connection/nats-client.js';
import { openConnection } from './connection/open-connection.js';
import { NatsEventStreams } from './events/nats-event-streams.js';
import { NatsError } from './nats-error.js';
import type { NatsOptions } from './nats-options.js';
import { ServiceApi } from './service/service-api.js';
import { ServiceDescription } from './service/service-description.js';
import { NATS, QUEUE_GROUP, Subjects, type Channel } from './wire/subjects.js';

/** Bytes reserved for the parts of a call other than its content: the principal takes up to 8 KiB. */
const ENVELOPE_BYTES = 12 * 1024;

/** State of the connection. */
export type NatsStatus = 'connected' | 'disconnected';

/** Transport of calls and announcements over NATS. Created by `connectNats`. */
export class NatsTransport implements Transport {
  readonly name = NATS;
  /** Events over NATS; `undefined` if the options switch them off. */
  readonly streams: NatsEventStreams | undefined;
  readonly #log = new Logger('NATS');
  readonly #host: string;
  /** Identifies this process among those of all hosts. */
  readonly #id = randomBytes(12).toString('hex');
  readonly #limits: CallLimits;
  readonly #outgoing: CallSender;
  readonly #replies: ReplySender;
  readonly #served: ServedCalls<Inbox>;
  readonly #channels: ServedChannel[] = [];
  readonly #callSubscriptions: Subscription[] = [];
  readonly #service: ServiceApi;
  readonly #statusListeners: ((status: NatsStatus) => void)[] = [];
  #drained: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(
    /** The connection, for other messages to be sent over it. */
    readonly client: NatsClient,
    readonly subjects: Subjects,
    options: NatsOptions,
    streams: NatsEventStreams | undefined,
  ) {
    this.streams = streams;
    this.#host = options.host ?? 'monolith';
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#replies = new ReplySender(client);
    this.#served = new ServedCalls(this.#replies);
    this.#outgoing = new CallSender(client, subjects, this.#host, this.#limits);
    const identity = { name: this.#host, id: this.#id, version: options.version ?? '0.0.0' };
    const description = new ServiceDescription(identity, subjects, QUEUE_GROUP, () => this.#channels);
    this.#service = new ServiceApi(client, description, subjects);
  }

  /** @internal */
  static async connect(options: NatsOptions): Promise<NatsTransport> {
    const subjects = new Subjects(options.prefix);
    if (options.host !== undefined && !isHostName(options.host))
      throw new NatsError(
        'NATS_CONFIG',
        `'${options.host}' cannot be the name of a host.`,
        'Take up to 63 lower-case letters, digits and hyphens, the first of them a letter.',
      );
    const client = new NatsClient(await openConnection(options, subjects));
    let streams: NatsEventStreams | undefined;
    try {
      if (options.events !== false) streams = await NatsEventStreams.open(options, subjects);
      const transport = new NatsTransport(client, subjects, options, streams);
      await transport.#start();
      return transport;
    } catch (error) {
      await Promise.all([client.close(), streams?.close()]);
      throw error;
    }
  }

  /** Content and answer share a message with the other parts of a call, such as key, principal and trace. */
  get maxMessageBytes(): number {
    return Math.max(0, this.client.maxPayload - ENVELOPE_BYTES);
  }

  call(context: string, request: CallRequest): Promise<CallReply> {
    if (this.#closed) return Promise.reject(new TransportError('UNREACHABLE', 'the transport is closed', false));
    return this.#outgoing.call('call', context, request);
  }

  askJournal(context: string, request: CallRequest): Promise<CallReply> {
    if (this.#closed) return Promise.reject(new TransportError('UNREACHABLE', 'the transport is closed', false));
    return this.#outgoing.call('journal', context, request);
  }

  /** @throws NatsError `NATS_FORBIDDEN` if this host lacks the permission */
  serve(context: string, receive: Receiver): Promise<void> {
    return this.#serve('call', context, receive, this.#limits);
  }

  /** @throws NatsError `NATS_FORBIDDEN` if this host lacks the permission */
  serveJournal(context: string, receive: Receiver): Promise<void> {
    return this.#serve('journal', context, receive, journalLimits(this.#limits));
  }

  announce(context: string, content: JsonValue): void {
    this.client.publish(this.subjects.announce(context), JSON.stringify(content));
  }

  /** @throws NatsError `NATS_FORBIDDEN` if this host lacks the permission */
  async listen(context: string, listener: AnnouncementListener): Promise<void> {
    await this.client.subscribe(this.subjects.announce(context), ({ text }) => {
      const content = parsed(text);
      if (content === undefined) return;
      try {
        listener(content);
      } catch (error) {
        this.#log.error(`An announcement of ${context} could not be handled.`, error);
      }
    });
  }

  /** Calls `listener` now, and whenever the connection is lost or restored. */
  onStatus(listener: (status: NatsStatus) => void): void {
    this.#statusListeners.push(listener);
    listener(this.client.connected ? 'connected' : 'disconnected');
  }

  drain(): Promise<void> {
    return (this.#drained ??= this.#drain());
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #start(): Promise<void> {
    void this.client.watch({
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
        this.#log.error(`The NATS server does not let ${this.#host} publish to ${this.subjects.shown(subject)}.`);
        this.#outgoing.forbidden(subject);
      },
      failed: (error) => this.#log.error(error.message, { err: error }),
    });
    // Fails here if the login belongs to another host, rather than at the first call.
    const probe = await this.client.subscribe(`${this.subjects.replies(this.#host)}.${this.#id}`, () => {});
    probe.unsubscribe();
    // The service API is optional: a host works without the permission for it.
    await this.#service
      .start(this.#host, this.#id)
      .catch((error: Error) => this.#log.warn(error.message, { err: error }));
  }

  async #serve(channel: Channel, context: string, receive: Receiver, limits: CallLimits): Promise<void> {
    const { client, subjects } = this;
    const served = this.#served.serve(context, receive, limits);
    const calls = new ServedChannel(channel, served, this.#served, client, subjects);
    await client.subscribe(subjects.cancel(context, '*'), (message) => calls.cancel(message));
    this.#channels.push(calls);
    const arrive: Deliver = (message) => calls.arrive(message);
    this.#callSubscriptions.push(await client.subscribe(subjects.to(channel, context, '*'), arrive, QUEUE_GROUP));
  }

  #tell(status: NatsStatus): void {
    for (const listener of this.#statusListeners) listener(status);
  }

  async #drain(): Promise<void> {
    this.#service.stop();
    // Messages that the server has already sent still arrive.
    await Promise.all(this.#callSubscriptions.map((subscription) => subscription.drain()));
    await this.#served.settled();
    this.#replies.flush();
  }

  async #close(): Promise<void> {
    this.#outgoing.close();
    this.#replies.flush();
    await Promise.all([this.client.close(), this.streams?.close()]);
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
