import type { WireEvent } from './journal-wire.js';

/** An event on its way from its publisher to its followers. */
export interface StreamMessage {
  readonly event: WireEvent;
  /** Epoch of the journal in which the positions count. */
  readonly epoch: string;
  /**
   * Position of the event before it in the same lane, or a later one up to which the lane has nothing else. Whoever has
   * seen the lane up to there has missed nothing.
   */
  readonly previous: string;
}

/** Ends what was begun. */
export type StopFollowing = () => Promise<void>;

/**
 * Streams of events, one per publisher, that many can follow without asking the publisher. They may lose, repeat and
 * delay: each message says what precedes it, and what is missing is read from the publisher's journal.
 */
export interface EventStreams {
  /**
   * Finds out what is needed to publish, and logs what is wrong. Called when a host of the publisher starts; never
   * rejects.
   */
  prepare(publisher: string): Promise<void>;
  /**
   * Publishes events, in this order, and waits until they are on their way to the followers; where they are also kept
   * for readers outside the system, until that has been tried. Rejects if it cannot know. Repeating it does no harm.
   */
  append(publisher: string, messages: readonly StreamMessage[]): Promise<void>;
  /**
   * Shows what is appended from now on. Returns at once, whether or not the publisher can be reached yet, and goes on
   * after every outage until it is stopped.
   *
   * @param onMessage gets a message and its size in bytes; what it does not take at once waits outside of this process
   */
  follow(publisher: string, onMessage: (message: StreamMessage, bytes: number) => void): StopFollowing;
}
