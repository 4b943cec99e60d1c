import {
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream';
import type { StreamMessage } from '@multilith/runtime';
import type { NatsLink } from '../connection/nats-link.js';
import type { Subjects } from '../wire/subjects.js';
import { encodeMessage } from './stream-message.js';
import { StreamWriter, type StreamWrite } from './stream-writer.js';
import { streamConfig, type StreamSettings } from './stream-settings.js';

/** Longest wait for what is asked of the server, in milliseconds. */
const API_TIMEOUT_MS = 5_000;
/** Room for subject and headers beside the body of a message. */
const ENVELOPE_BYTES = 1_024;

/** The stream of one publisher. */
export class EventStream {
  readonly name: string;
  readonly #link: NatsLink;
  readonly #publisher: string;
  readonly #subjects: Subjects;
  readonly #settings: StreamSettings;
  readonly #writer: StreamWriter;
  readonly #client: JetStreamClient;
  #exists: Promise<void> | undefined;

  constructor(link: NatsLink, writer: StreamWriter, publisher: string, subjects: Subjects, settings: StreamSettings) {
    this.name = subjects.stream(publisher);
    this.#link = link;
    this.#writer = writer;
    this.#publisher = publisher;
    this.#subjects = subjects;
    this.#settings = settings;
    this.#client = jetstream(link.connection, { timeout: API_TIMEOUT_MS });
  }

  /**
   * Stores messages in their order: the server takes those of one connection in it.
   * @throws the first error; messages after it may have been stored
   */
  async append(messages: readonly StreamMessage[]): Promise<void> {
    // The client would keep everything until there is a connection.
    if (!this.#link.connected) throw new Error('There is no connection to NATS.');
    await (this.#exists ??= this.#create());
    const writes = messages.map((message): StreamWrite => {
      const subject = this.#subjects.event(this.#publisher, message.event.lane);
      return { subject, ...encodeMessage(message) };
    });
    // Left out, it is a gap like any other: readers ask the publisher's host.
    const most = this.#link.maxPayload - ENVELOPE_BYTES;
    const fitting = writes.filter(({ body }) => body.length * 3 <= most || Buffer.byteLength(body) <= most);
    try {
      await this.#writer.write(fitting);
    } catch (error) {
      // Perhaps somebody has deleted it: it is looked for, and created again, before the next attempt.
      this.#exists = undefined;
      throw error;
    }
  }

  /** Creates the stream where there is none; one that is there stays as it is. */
  async #create(): Promise<void> {
    try {
      const { streams } = await this.#manager();
      try {
        await streams.info(this.name);
      } catch (error) {
        if (!isMissing(error)) throw error;
        const config = streamConfig(this.name, this.#subjects.event(this.#publisher, '*'), this.#settings);
        await streams.add(config);
      }
    } catch (error) {
      this.#exists = undefined;
      throw error;
    }
  }

  /** What identifies the stream as it is, and where it ends; `undefined` where there is none. */
  async end(): Promise<{ created: string; last: number } | undefined> {
    try {
      const { created, state } = await (await this.#manager()).streams.info(this.name);
      return { created: String(created), last: state.last_seq };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Messages after a sequence number of the stream. The consumer is ephemeral and acknowledges nothing. */
  async messagesAfter(sequence: number): Promise<Awaited<ReturnType<OrderedConsumer['consume']>>> {
    const start: Partial<OrderedConsumerOptions> = {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: sequence + 1,
    };
    const consumer = await this.#client.consumers.get(this.name, start);
    return consumer.consume({ max_messages: 1_000, idle_heartbeat: 5_000, abort_on_missing_resource: true });
  }

  #manager(): Promise<JetStreamManager> {
    return jetstreamManager(this.#link.connection, { checkAPI: false, timeout: API_TIMEOUT_MS });
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;

type OrderedConsumer = Awaited<ReturnType<JetStreamClient['consumers']['get']>>;
