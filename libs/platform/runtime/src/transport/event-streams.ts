import type { WireEvent } from './journal-wire.js';

/** An event in a stream. */
export interface StreamMessage {
  readonly event: WireEvent;
  /** Epoch of the journal that the positions belong to. */
  readonly epoch: string;
  /**
   * Position of the previous event in the same lane, or a later position with no event in between. A reader that has
   * seen the lane up to this position has no gap.
   */
  readonly previous: string;
}

/** Stops following. */
export type StopFollowing = () => Promise<void>;

/**
 * Streams of events, one per publisher, that many readers can follow without requests to the publisher. Messages may be
 * lost, duplicated or delayed: each message names its predecessor, and missing events are read from the publisher's
 * journal.
 *
 * There are two kinds. Streams that a broker keeps or distributes are filled by a durable subscription of the publisher
 * to itself, with a cursor: each event once, by one of its instances. Streams with {@link pushed} keep nothing: every
 * instance of the publisher sends each event to the hosts that follow it, and a follower follows every instance, because
 * only the instance that has committed an event notices it at once.
 */
export interface EventStreams {
  /** True for streams that keep nothing and send events directly to the hosts that follow. */
  readonly pushed?: true;
  /**
   * Tells whether at least one host follows a publisher: at once if one does, later at every change. Only for streams
   * with {@link pushed}, which must have it; the journal is read only while a host follows it.
   */
  onFollowed?(publisher: string, listener: (isFollowed: boolean) => void): void;
  /**
   * Checks whether publishing is possible, and logs problems. Called when a host of the publisher starts, not for
   * streams with {@link pushed}; never rejects.
   */
  prepare(publisher: string): Promise<void>;
  /**
   * Publishes events in order; resolves once they are sent to the followers and, if the stream is also stored for
   * external readers, once storing was tried. Rejects if the outcome is unknown. Idempotent.
   *
   * With {@link pushed} it sends before it returns, drops events for followers that do not keep up, and never rejects.
   */
  append(publisher: string, messages: readonly StreamMessage[]): Promise<void>;
  /**
   * Follows events appended from now on. Returns at once, even if the publisher is down, and resumes after outages
   * until it is stopped.
   *
   * @param onMessage receives a message and its size in bytes, synchronously: a backlog waits outside of this process
   */
  follow(publisher: string, onMessage: (message: StreamMessage, bytes: number) => void): StopFollowing;
}
