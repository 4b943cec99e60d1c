import { PermissionViolationError } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import type { EventStreams, StopFollowing, StreamMessage } from '@multilith/runtime/transport';
import { NatsLink } from '../connection/nats-link.js';
import { openConnection } from '../connection/open-connection.js';
import type { NatsOptions } from '../nats-options.js';
import type { Subjects } from '../wire/subjects.js';
import { EventFollowers } from './event-followers.js';
import { EventPublisher } from './event-publisher.js';
import { KeptStream } from './kept-stream.js';
import { StreamWriter } from './stream-writer.js';

/**
 * Events over NATS, with a subject per publisher and lane: published to all current subscribers, and kept in a stream
 * if the deployment has one.
 *
 * Events have a connection of their own. The messages of a slow follower wait at the server, which then slows down the
 * publisher's connection and closes the follower's; calls must not be affected.
 */
export class NatsEventStreams implements EventStreams {
  readonly link: NatsLink;
  readonly #subjects: Subjects;
  readonly #writer: StreamWriter;
  readonly #followers: EventFollowers;
  readonly #publishers = new Map<string, EventPublisher>();
  readonly #log = new Logger('NATS');

  private constructor(link: NatsLink, subjects: Subjects, host: string) {
    this.link = link;
    this.#subjects = subjects;
    this.#writer = new StreamWriter(link, subjects.requestInbox(host));
    this.#followers = new EventFollowers(link, subjects);
    void link.watch({
      lost: () => this.#writer.connectionLost(),
      restored: () => {
        this.#log.log('There is a connection for events again. What was missed is read from journals.');
        // The server may have lost its streams, or their configuration may have changed.
        for (const { stream } of this.#publishers.values()) stream.forget();
        this.#followers.restored();
      },
      forbidden: (subject) => {
        this.#log.error(`The NATS server does not let ${host} publish to ${subject}.`);
        this.#writer.forbidden(subject);
      },
      failed: (error) => {
        // The subscriber reports its own refused subscription, with the context.
        if (!(error instanceof PermissionViolationError)) this.#log.warn(`The connection for events: ${error.message}`);
      },
    });
  }

  /** Opens the connection. @throws NatsError the same errors as `connectNats` */
  static async open(options: NatsOptions, subjects: Subjects): Promise<NatsEventStreams> {
    const { host = 'monolith' } = options;
    return new NatsEventStreams(new NatsLink(await openConnection(options, subjects, 'events')), subjects, host);
  }

  async prepare(publisher: string): Promise<void> {
    await this.#publisherOf(publisher).stream.check();
  }

  append(publisher: string, messages: readonly StreamMessage[]): Promise<void> {
    return this.#publisherOf(publisher).append(messages);
  }

  follow(publisher: string, onMessage: (message: StreamMessage, bytes: number) => void): StopFollowing {
    return this.#followers.follow(publisher, onMessage);
  }

  close(): Promise<void> {
    return this.link.close();
  }

  #publisherOf(name: string): EventPublisher {
    let publisher = this.#publishers.get(name);
    if (!publisher) {
      const stream = new KeptStream(this.link, this.#subjects.stream(name), name, this.#subjects.event(name, '*'));
      publisher = new EventPublisher(this.link, this.#writer, stream, name, this.#subjects);
      this.#publishers.set(name, publisher);
    }
    return publisher;
  }
}
