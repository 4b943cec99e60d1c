import type { EngineSubscription, CursorMove, SubscriptionTransaction } from '@multilith/events';
import { groupBy, type JournaledEvent } from '@multilith/data';
import type { EventObserver } from '../observation/event-observer.js';
import type { EventStreams, StreamMessage } from './event-streams.js';
import { eventToWire } from './journal-wire.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';

/** Name of the subscription of each publisher to itself that fills its stream; `$` marks names of the runtime. */
export const RELAY = '$relay';
/** Maximum number of events appended together, large enough to outweigh the wait until they are stored. */
const BATCH_EVENTS = 1_000;

/** The state of a lane after a cursor move by this host. */
interface Reached {
  readonly cursor: bigint;
  /** Position of the last event up to the cursor, or a later position with no event in between. */
  readonly last: bigint;
}

/**
 * Returns the subscription that copies a journal to the streams of its context. Cursors, leases and retries work as for
 * any subscription; events that could not be stored wait and are never parked. It starts `now`: readers get earlier
 * events from the journal.
 */
export function relaySubscription(options: {
  context: string;
  /** Names of all events that the context publishes. */
  names: ReadonlySet<string>;
  streams: readonly EventStreams[];
  seal: PrincipalSeal | undefined;
  /** Returns the epoch of the journal; `undefined` before it is known. */
  epoch: () => string | undefined;
  /** Observes copies. Default: no observer. */
  observer?: EventObserver | undefined;
}): EngineSubscription {
  const { context, names, streams, seal, epoch, observer } = options;
  const batches = new WeakMap<SubscriptionTransaction, JournaledEvent[]>();
  const reached = new Map<number, Reached>();

  return {
    context,
    name: RELAY,
    start: 'now',
    batch: BATCH_EVENTS,
    publishers: new Map([[context, names]]),
    failureKind: () => 'unavailable',
    async deliver(event, tx) {
      const batch = batches.get(tx);
      if (batch) batch.push(event);
      else batches.set(tx, [event]);
    },
    async complete(moves, tx) {
      const events = batches.get(tx) ?? [];
      const byLane = groupBy(events, ({ lane }) => lane);
      const messages: StreamMessage[] = [];
      const steps = moves.map((move): [number, Reached] => {
        let last = lastBefore(move, reached.get(move.lane));
        for (const event of byLane.get(move.lane) ?? []) {
          messages.push({ event: eventToWire(event, seal), epoch: epoch()!, previous: String(last) });
          last = event.position;
        }
        return [move.lane, { cursor: move.to, last }];
      });
      const append = (): Promise<unknown> => Promise.all(streams.map((stream) => stream.append(context, messages)));
      if (messages.length > 0) await (observer ? observer.relay(context, events, append) : append());
      for (const [lane, step] of steps) reached.set(lane, step);
    },
  };
}

/**
 * Returns the position of the event before a move. Known exactly only if this host made the previous move, because
 * cursors also pass unwanted events.
 */
const lastBefore = ({ from }: CursorMove, reached: Reached | undefined): bigint =>
  reached?.cursor === from ? reached.last : from;
