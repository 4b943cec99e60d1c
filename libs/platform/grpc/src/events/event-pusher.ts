import type { StreamMessage } from '@multilith/runtime/transport';
import type { IncomingLink } from '../link/incoming-link.js';
import { eventsFrames } from '../wire/callee-frame.js';
import { FollowerFeed } from './follower-feed.js';

type FollowedListener = (isFollowed: boolean) => void;

/** Pushes the events of this process to those that follow them. */
export class EventPusher {
  /** The links that follow each publisher. */
  readonly #followers = new Map<string, Set<IncomingLink>>();
  readonly #feeds = new WeakMap<IncomingLink, FollowerFeed>();
  readonly #listeners = new Map<string, FollowedListener[]>();

  /** A process has started or stopped following a publisher. */
  followed(link: IncomingLink, publisher: string, follows: boolean): void {
    let links = this.#followers.get(publisher);
    if (!links) this.#followers.set(publisher, (links = new Set()));
    const before = links.size;
    if (follows) links.add(link);
    else links.delete(link);
    const changes = before === 0 || links.size === 0;
    if (links.size === 0) this.#followers.delete(publisher);
    if (changes && before !== links.size) this.#tell(publisher);
  }

  onFollowed(publisher: string, listener: FollowedListener): void {
    const known = this.#listeners.get(publisher);
    if (known) known.push(listener);
    else this.#listeners.set(publisher, [listener]);
    if (this.#followers.has(publisher)) listener(true);
  }

  /** Sends events to all that follow their publisher. */
  push(publisher: string, messages: readonly StreamMessage[]): void {
    const links = this.#followers.get(publisher);
    if (!links) return;
    const frames = eventsFrames(publisher, messages);
    for (const link of links) {
      const feed = this.#feedOf(link);
      if (feed && !link.isReplaced) for (const frame of frames) feed.push(frame);
    }
  }

  #feedOf(link: IncomingLink): FollowerFeed | undefined {
    let feed = this.#feeds.get(link);
    if (!feed && link.events) this.#feeds.set(link, (feed = new FollowerFeed(link.events)));
    return feed;
  }

  #tell(publisher: string): void {
    for (const listener of this.#listeners.get(publisher) ?? []) listener(this.#followers.has(publisher));
  }
}
