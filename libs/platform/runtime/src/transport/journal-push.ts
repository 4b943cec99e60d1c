import type { TailReader } from '@multilith/events';
import type { JournaledEvent } from '@multilith/data';
import type { EventObserver } from '../observation/event-observer.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';
import type { EventStreams, StreamMessage } from './event-streams.js';
import { eventToWire } from './journal-wire.js';
import { LaneEnds } from './lane-ends.js';

/** Options of a {@link JournalPush}. */
export interface JournalPushOptions {
  readonly publisher: string;
  /** Streams that keep nothing. */
  readonly streams: readonly EventStreams[];
  readonly seal: PrincipalSeal | undefined;
  /** Returns the epoch of the journal; `undefined` before it is known. */
  readonly epoch: () => string | undefined;
  /** Observes copies. Default: no observer. */
  readonly observer?: EventObserver | undefined;
  /** Called at every change of whether a host follows the publisher. */
  readonly onFollowed: (isFollowed: boolean) => void;
}

/**
 * Sends the events of a journal of this host to the hosts that follow it, over streams that keep nothing. Events are
 * encoded once for all followers, and not at all without one. What a follower misses it reads from the journal.
 */
export class JournalPush implements TailReader {
  readonly #options: JournalPushOptions;
  readonly #ends = new LaneEnds();
  readonly #followed = new Set<EventStreams>();

  constructor(options: JournalPushOptions) {
    this.#options = options;
  }

  /** Starts listening to who follows. Call it once. */
  start(): void {
    const { publisher, streams, onFollowed } = this.#options;
    for (const stream of streams)
      stream.onFollowed!(publisher, (isFollowed) => {
        const before = this.#isFollowed;
        if (isFollowed) this.#followed.add(stream);
        else this.#followed.delete(stream);
        if (this.#isFollowed !== before) onFollowed(this.#isFollowed);
      });
  }

  grown(publisher: string, events: readonly JournaledEvent[], from: bigint, upTo: bigint): void {
    const { seal, epoch, observer } = this.#options;
    if (publisher !== this.#options.publisher) return;
    const known = this.#isFollowed && events.length > 0 ? epoch() : undefined;
    if (known === undefined) return this.#ends.grown(events, from, upTo);
    const messages: StreamMessage[] = [];
    this.#ends.grown(events, from, upTo, (event, previous) => {
      try {
        messages.push({ event: eventToWire(event, seal), epoch: known, previous: String(previous) });
      } catch {
        // Followers notice the gap and ask for the event, and the failed question is logged. Without the end of its lane,
        // they would take what follows for complete.
      }
    });
    const push = (): Promise<unknown> =>
      Promise.all([...this.#followed].map((stream) => stream.append(publisher, messages)));
    void (observer ? observer.relay(publisher, events, push) : push());
  }

  get #isFollowed(): boolean {
    return this.#followed.size > 0;
  }
}
