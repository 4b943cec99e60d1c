import type { Subscription } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import type { StopFollowing, StreamMessage } from '@multilith/runtime/transport';
import type { NatsLink } from '../connection/nats-link.js';
import type { Subjects } from '../wire/subjects.js';
import { decodeMessage } from './stream-message.js';

type OnMessage = (message: StreamMessage, bytes: number) => void;

interface Follower {
  readonly publisher: string;
  readonly onMessage: OnMessage;
  subscription: Subscription;
  refused: boolean;
}

/**
 * Subscribes to the events of publishers. After a lost connection the client subscribes again; events published
 * meanwhile are a gap, which the reader fills from the journal.
 *
 * Messages are delivered synchronously while the socket is read, so nothing is queued in this process: the messages of
 * a slow reader wait at the server, which closes the connection if too many wait.
 */
export class EventFollowers {
  readonly #link: NatsLink;
  readonly #subjects: Subjects;
  readonly #followers = new Set<Follower>();
  readonly #log = new Logger('NATS');

  constructor(link: NatsLink, subjects: Subjects) {
    this.#link = link;
    this.#subjects = subjects;
  }

  follow(publisher: string, onMessage: OnMessage): StopFollowing {
    const follower = { publisher, onMessage, refused: false } as Follower;
    this.#followers.add(follower);
    this.#subscribe(follower);
    return async () => {
      this.#followers.delete(follower);
      follower.subscription.unsubscribe();
    };
  }

  /** The client has reconnected: permissions may have changed meanwhile. */
  restored(): void {
    for (const follower of this.#followers) if (follower.refused) this.#subscribe(follower);
  }

  #subscribe(follower: Follower): void {
    const { publisher, onMessage } = follower;
    const subject = this.#subjects.event(publisher, '*');
    const lanesAt = subject.length - 1;
    follower.refused = false;
    follower.subscription = this.#link.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) return this.#refused(follower, subject);
        const decoded = decodeMessage(message.string(), message.headers);
        // The server itself publishes here if a host uses this subject as a reply subject.
        if (!decoded || String(decoded.event.lane) !== message.subject.slice(lanesAt)) return;
        onMessage(decoded, message.data.length);
      },
    });
  }

  #refused(follower: Follower, subject: string): void {
    follower.refused = true;
    this.#log.warn(
      `NATS_FORBIDDEN: The NATS server does not let this host subscribe to ${subject}: events of ${follower.publisher} are ` +
        'read from its journal only. Give its user the permissions that `permissionsFor` generates for this host.',
    );
  }
}
