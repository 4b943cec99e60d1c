import type { WireEvent } from './journal-wire.js';

/** An event on its way through a stream. */
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
 * delay: each message tells what precedes it, and what is missing is read from the publisher's journal.
 */
export interface EventStreams {
  /** Stores events of a publisher, in this order; rejects unless all are stored. Repeating it does no harm. */
  append(publisher: string, messages: readonly StreamMessage[]): Promise<void>;
  /**
   * Shows what is appended from now on. Resolves at once, whether or not the stream can be reached yet, and goes on
   * after every outage until it is stopped.
   */
  follow(publisher: string, onMessage: (message: StreamMessage) => void): StopFollowing;
}
