import { jetstreamManager } from '@nats-io/jetstream';
import type { EventStreams, StopFollowing, StreamMessage } from '@multilith/runtime';
import type { NatsLink } from '../connection/nats-link.js';
import type { Subjects } from '../wire/subjects.js';
import { EventStream } from './event-stream.js';
import { StreamFollower } from './stream-follower.js';
import { StreamWriter } from './stream-writer.js';
import { DEFAULT_STREAM_SETTINGS, type StreamSettings } from './stream-settings.js';

/** How long a server has to say whether it has JetStream, in milliseconds. */
const ASK_TIMEOUT_MS = 2_000;

/** Streams of events in JetStream, one per publisher, with a subject per lane. */
export class JetStreams implements EventStreams {
  readonly #link: NatsLink;
  readonly #writer: StreamWriter;
  readonly #subjects: Subjects;
  readonly #settings: StreamSettings;
  readonly #streams = new Map<string, EventStream>();
  readonly #followers = new Set<StreamFollower>();

  private constructor(link: NatsLink, subjects: Subjects, host: string, settings: StreamSettings) {
    this.#link = link;
    this.#writer = new StreamWriter(link, subjects.requestInbox(host));
    this.#subjects = subjects;
    this.#settings = settings;
    void this.#watch();
  }

  /** The streams of a server; `undefined` where it has no JetStream, or not for this user. */
  static async open(
    link: NatsLink,
    subjects: Subjects,
    host: string,
    settings: Partial<StreamSettings> = {},
  ): Promise<JetStreams | undefined> {
    try {
      await (await jetstreamManager(link.connection, { checkAPI: false, timeout: ASK_TIMEOUT_MS })).getAccountInfo();
    } catch {
      return undefined;
    }
    return new JetStreams(link, subjects, host, { ...DEFAULT_STREAM_SETTINGS, ...settings });
  }

  append(publisher: string, messages: readonly StreamMessage[]): Promise<void> {
    return this.#streamOf(publisher).append(messages);
  }

  follow(publisher: string, onMessage: (message: StreamMessage) => void): StopFollowing {
    const follower = new StreamFollower(this.#streamOf(publisher), onMessage);
    this.#followers.add(follower);
    return async () => {
      this.#followers.delete(follower);
      await follower.stop();
    };
  }

  /** A server that was gone may have forgotten its consumers; nobody need wait until that shows. */
  async #watch(): Promise<void> {
    for await (const { type } of this.#link.connection.status())
      if (type === 'disconnect') this.#writer.connectionLost();
      else if (type === 'reconnect') for (const follower of this.#followers) follower.restart();
  }

  #streamOf(publisher: string): EventStream {
    let stream = this.#streams.get(publisher);
    if (!stream) {
      stream = new EventStream(this.#link, this.#writer, publisher, this.#subjects, this.#settings);
      this.#streams.set(publisher, stream);
    }
    return stream;
  }
}
