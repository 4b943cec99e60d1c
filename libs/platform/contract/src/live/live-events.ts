import type { MessageClass } from '../messages/definition.js';

/** A state to watch, and the events after which it may have changed. */
export interface LiveView<State> {
  /**
   * Events of the contexts that own the state; events with another {@link key} are ignored. An owner that reacts to
   * another context's event records the change some time later, so watch the event that the owner itself publishes.
   */
  readonly events: readonly MessageClass[];
  /** Ordering key of the events, usually the id of the watched aggregate. */
  readonly key: string;
  /**
   * Reads the state from its owner: once at the beginning, then after each event. The view ends if it returns
   * `undefined` or throws. It does not receive the event: a state assembled from events may be ahead of what the owner
   * has stored.
   */
  readonly read: () => Promise<State | undefined>;
  /** Whether the state is final; the view ends after that state. Default: never. */
  readonly isFinal?: (state: State) => boolean;
}

/**
 * Watches current changes for viewers, such as GraphQL subscriptions. Inject it in `src/api`.
 *
 * Unlike a subscription of a context it keeps no cursor: delivery is at most once, and events published while no client
 * watches are not seen. Use it to display something, never to act on it.
 */
export abstract class LiveEvents {
  /**
   * Yields the current state, then the state after every change. No change after the first read is missed, whichever
   * instance of the host made it. Changes in quick succession may be merged, and an unchanged state is not repeated.
   *
   * @example
   * live.watch({
   *   events: [OrderConfirmed, OrderRejected],
   *   key: orderId,
   *   read: async () => (await queries.execute(new GetOrders({ orderIds: [orderId] })))[0],
   *   isFinal: ({ state }) => state !== 'PENDING',
   * });
   *
   * @returns an iterator whose `return()` ends it at once, also while `next()` waits. `next()` rejects with what `read`
   * throws, and with code `UNAVAILABLE` if the events cannot be read.
   */
  abstract watch<State>(view: LiveView<State>): AsyncIterableIterator<State>;
}
