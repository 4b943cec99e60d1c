import type { EventStreams, StopFollowing, StreamMessage } from '@multilith/runtime/transport';
import type { CalledHost } from '../hosts/called-host.js';
import type { EventFollowers } from './event-followers.js';
import type { EventPusher } from './event-pusher.js';

/** Events over links: each instance of a publisher pushes all of its events to the processes that follow it. */
export class PushedStreams implements EventStreams {
  readonly pushed = true;
  readonly #pusher: EventPusher;
  readonly #followers: EventFollowers;
  readonly #hostOf: (publisher: string) => CalledHost;

  /** @param hostOf returns the host that runs a publisher */
  constructor(pusher: EventPusher, followers: EventFollowers, hostOf: (publisher: string) => CalledHost) {
    this.#pusher = pusher;
    this.#followers = followers;
    this.#hostOf = hostOf;
  }

  async prepare(): Promise<void> {}

  onFollowed(publisher: string, listener: (isFollowed: boolean) => void): void {
    this.#pusher.onFollowed(publisher, listener);
  }

  append(publisher: string, messages: readonly StreamMessage[]): Promise<void> {
    this.#pusher.push(publisher, messages);
    return Promise.resolve();
  }

  follow(publisher: string, onMessage: (message: StreamMessage, bytes: number) => void): StopFollowing {
    // A new function each time, because the same listener may follow twice.
    const listener = (message: StreamMessage, bytes: number): void => onMessage(message, bytes);
    if (this.#followers.add(publisher, listener)) this.#hostOf(publisher).follow(publisher);
    return async () => {
      if (this.#followers.remove(publisher, listener)) this.#hostOf(publisher).unfollow(publisher);
    };
  }
}
