import type { EngineSubscription, CursorMove, SubscriptionTransaction } from '@multilith/events';
import { groupBy, type JournaledEvent } from '@multilith/data';
import type { EventObserver } from '../observation/event-observer.js';
import type { EventStreams, StreamMessage } from './event-streams.js';
import { eventToWire } from './journal-wire.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';

/** Name of the subscription of every publisher to itself that fills its stream; names with `$` are the runtime's own. */
export const RELAY = '$relay';
/** Events that are appended together: enough to make up for waiting until they are stored. */
const BATCH = 1_000;

/** Where a lane stands after a step that this host has made. */
interface Reached {
  readonly cursor: bigint;
  /** Last event up to there, or a later position with none since. */
  readonly last: bigint;
}

/**
 * The subscription that copies a journal to the streams of its context. Cursors, leases and retries are those of any
 * subscription; what could not be stored waits, and nothing is ever parked. It starts `now`: what was before, readers
 * have from the journal.
 */
export function relaySubscription(options: {
  context: string;
  /** Every event that the context publishes. */
  names: ReadonlySet<string>;
  streams: readonly EventStreams[];
  seal: PrincipalSeal | undefined;
  /** Epoch of the journal. */
  epoch: () => string | undefined;
  /** Sees what is copied. Default: copies are not observed. */
  observer?: EventObserver | undefined;
}): EngineSubscription {
  const { context, names, streams, seal, epoch, observer } = options;
  const batches = new WeakMap<SubscriptionTransaction, JournaledEvent[]>();
  const reached = new Map<number, Reached>();

  return {
    context,
    name: RELAY,
    start: 'now',
    batch: BATCH,
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

/** Cursors also pass events without a subscription, so the last event is known only where this host has made the last step too. */
const lastBefore = ({ from }: CursorMove, reached: Reached | undefined): bigint =>
  reached?.cursor === from ? reached.last : from;
