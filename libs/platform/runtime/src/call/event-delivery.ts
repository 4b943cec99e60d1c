import { definitionOf, type MessageClass, type TraceContext } from '@multilith/contract';
import { HandlerScope, notePersonal, rememberPersonal, runInScope, type JournaledEvent } from '@multilith/data';
import type { EngineSubscription, SubscriptionTransaction } from '@multilith/events';
import type { EventObserver } from '../observation/event-observer.js';
import type { PrincipalTokens } from '../principal/principal-tokens.js';
import { EventReadings } from './stored-event.js';

/** A handler of events with its context. */
export interface EventReader {
  readonly context: string;
  /** Name of the subscription. */
  readonly subscription: string;
  /** The events that it handles, by wire name (`orders.OrderPlaced`). */
  readonly events: ReadonlyMap<string, MessageClass>;
  /** Runs the handler, resolving a request-scoped one first. */
  readonly invoke: (message: object) => Promise<unknown>;
  readonly principals: PrincipalTokens;
  /** Observes deliveries; `undefined` without an observer. */
  readonly observer: EventObserver | undefined;
}

/**
 * Returns how a subscription delivers: it calls the handler with an instance of the event class, in a call context with
 * the event's principal and trace.
 */
export function deliverer(reader: EventReader): Pick<EngineSubscription, 'deliver' | 'unreadableBecause'> {
  const { context, subscription, events, observer } = reader;
  const readings = new EventReadings(events, `${context}.${subscription}`);
  const handle = (journaled: JournaledEvent, tx: SubscriptionTransaction, trace?: TraceContext): Promise<void> =>
    handleEvent(reader, readings, journaled, tx, trace);
  return {
    unreadableBecause: (event) => readings.unreadableBecause(event),
    deliver(journaled, tx) {
      if (!observer) return handle(journaled, tx);
      const publisher = definitionOf(events.get(journaled.name)!)!.context;
      const to = { context, subscription, publisher };
      return observer.deliver(journaled, to, tx.unitOfWork, (trace) => handle(journaled, tx, trace));
    },
  };
}

async function handleEvent(
  { context, subscription, events, invoke, principals }: EventReader,
  readings: EventReadings,
  journaled: JournaledEvent,
  { unitOfWork }: SubscriptionTransaction,
  trace: TraceContext | undefined,
): Promise<void> {
  const { name, eventId, occurredAt, headers } = journaled;
  const type = events.get(name)!;
  const publisher = definitionOf(type)!.context;
  const scope = new HandlerScope({
    definition: { name, context, kind: 'event' },
    caller: { kind: 'context', name: publisher },
    principal: () => principals.principalOf(journaled, publisher),
    // The key contains the publisher, because publishers choose their event ids: an event that copies the id of another
    // publisher's event must not get its commands.
    idempotencyKey: `${publisher}/${eventId}/${context}.${subscription}`,
    trace: trace ?? headers.trace,
    event: { id: eventId, occurredAt },
    data: unitOfWork,
  });
  const event = readings.take(journaled);
  notePersonal(scope, definitionOf(type)!.input, event);
  try {
    await runInScope(scope, () => invoke(event));
  } catch (error) {
    rememberPersonal(error, scope.personal);
    throw error;
  }
}
