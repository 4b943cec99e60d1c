import type { MessageClass } from '../messages/definition.js';

/** A state to be watched, and the events after which it may have changed. */
export interface LiveView<State> {
  /**
   * Events of the contexts that own the state; those with another {@link key} are left out. An owner records what another
   * context announces some time after the announcement, so watch the event that the owner publishes then.
   */
  readonly events: readonly MessageClass[];
  /** Ordering key of the events, usually the id of what is watched. */
  readonly key: string;
  /**
   * Reads the state from its owner: once at the beginning, then after each event. `undefined` ends the view, and so does
   * what it throws. It does not see the event: a state that is put together from events says what its owner may not know yet.
   */
  readonly read: () => Promise<State | undefined>;
  /** Whether nothing more can happen; the view ends with that state. Default: never. */
  readonly isFinal?: (state: State) => boolean;
}

/**
 * Watches what happens now, for those who look on: GraphQL subscriptions, say. Inject it in `src/api`.
 *
 * Unlike a subscription of a context it keeps no cursor and promises nothing to who is not there: at most once. Use it to
 * show something, never to act on it.
 */
export abstract class LiveEvents {
  /**
   * The state as it is, then as it is after every change. No change after the first read is missed, whichever instance
   * of the host made it; changes in quick succession may be told as one, and a state that reads the same is not told twice.
   *
   * @example
   * live.watch({
   *   events: [OrderConfirmed, OrderRejected],
   *   key: orderId,
   *   read: async () => (await queries.execute(new GetOrders({ orderIds: [orderId] })))[0],
   *   isFinal: ({ state }) => state !== 'PENDING',
   * });
   *
   * @returns an iterator whose `return()` ends it at once, also while `next()` waits. What `read` throws, `next()` rejects
   * with; so it does with code `UNAVAILABLE` where the events cannot be read.
   */
  abstract watch<State>(view: LiveView<State>): AsyncIterableIterator<State>;
}
