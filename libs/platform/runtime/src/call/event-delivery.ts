import { definitionOf, type MessageClass, type TraceContext } from '@multilith/contract';
import { HandlerScope, notePersonal, rememberPersonal, runInScope, type JournaledEvent } from '@multilith/data';
import type { EngineSubscription, SubscriptionTransaction } from '@multilith/events';
import type { EventObserver } from '../observation/event-observer.js';
import type { PrincipalTokens } from '../principal/principal-tokens.js';
import { readStoredEvent } from './stored-event.js';

/** A handler of events, and what running it takes. */
export interface EventReader {
  readonly context: string;
  /** Name of the subscription. */
  readonly subscription: string;
  /** The events that it handles, by wire name. */
  readonly events: ReadonlyMap<string, MessageClass>;
  /** Runs the handler, resolving a request-scoped one first. */
  readonly invoke: (message: object) => Promise<unknown>;
  readonly principals: PrincipalTokens;
  /** Sees what is handled. */
  readonly observer: EventObserver | undefined;
}

/** Calls the handler with the event as its class, in a call context that carries what the event brought along. */
export function deliverer(reader: EventReader): EngineSubscription['deliver'] {
  const { context, subscription, events, observer } = reader;
  if (!observer) return (journaled, tx) => handle(reader, journaled, tx, undefined);
  return (journaled, tx) => {
    const publisher = definitionOf(events.get(journaled.name)!)!.context;
    const to = { context, subscription, publisher };
    return observer.deliver(journaled, to, tx.unitOfWork, (trace) => handle(reader, journaled, tx, trace));
  };
}

async function handle(
  { context, subscription, events, invoke, principals }: EventReader,
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
    principal: principals.principalOf(journaled, publisher),
    // Publishers choose the ids of their events: one that takes the id of another's must not take its commands.
    idempotencyKey: `${publisher}/${eventId}/${context}.${subscription}`,
    trace: trace ?? headers.trace,
    event: { id: eventId, occurredAt },
    data: unitOfWork,
  });
  const event = readStoredEvent(type, journaled, `${context}.${subscription}`);
  notePersonal(scope, definitionOf(type)!.input, event);
  try {
    await runInScope(scope, () => invoke(event));
  } catch (error) {
    rememberPersonal(error, scope.personal);
    throw error;
  }
}
