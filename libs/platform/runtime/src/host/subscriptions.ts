import { AsyncResource } from 'node:async_hooks';
import type { Logger } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { decodeMessage, definitionOf, type MessageClass } from '@multilith/contract';
import { HandlerScope, runInScope } from '../call/call-scope.js';
import type { Subscription } from '../context/context-definition.js';
import type { ContextDatabase } from '../database/context-database.js';
import { systemClock, systemRandomness } from '../engine-postgres/system-clock.js';
import { PostgresJournalSource } from '../engine-postgres/postgres-journal-source.js';
import { PostgresSubscriptionStore } from '../engine-postgres/postgres-subscription-store.js';
import { EventEngine } from '../engine/event-engine.js';
import type { EngineLogger, EngineSubscription } from '../engine/engine-subscription.js';
import type { FailureKind, SubscriptionStore, SubscriptionTransaction } from '../engine/ports.js';
import type { JournaledEvent } from '../journal/journal-entry.js';
import type { MultilithOptions } from './multilith-options.js';
import { contractEventsOf, type Discovery } from '../wiring/discovery.js';
import { invoker } from '../wiring/handler-bindings.js';

/** What the subscriptions of a host are made of. */
export interface SubscriptionParts {
  readonly host: string;
  readonly discovery: Discovery;
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly moduleRef: ModuleRef;
  readonly wrapStore: ((store: SubscriptionStore) => SubscriptionStore) | undefined;
  readonly events: MultilithOptions['events'];
  readonly logger: Logger;
}

/** Makes the event engine of a host; the journals that are written here wake it. */
export function createEngine({
  host,
  discovery,
  databases,
  moduleRef,
  wrapStore,
  events,
  logger,
}: SubscriptionParts): EventEngine {
  const wrap = wrapStore ?? ((store: SubscriptionStore) => store);
  const subscriptions = engineSubscriptions(discovery, moduleRef);
  const publishers = new Set(subscriptions.flatMap((subscription) => [...subscription.publishers.keys()]));
  const journals = [...databases.values()].filter(({ context }) => publishers.has(context));
  const engine = new EventEngine({
    host,
    clock: systemClock,
    random: systemRandomness,
    sources: new Map(journals.map((database) => [database.context, new PostgresJournalSource(database)])),
    // A context that no longer subscribes to anything may still keep cursors that somebody should hear about.
    stores: new Map(
      [...databases].map(([context, database]) => [context, wrap(new PostgresSubscriptionStore(database))]),
    ),
    subscriptions,
    logger: engineLogger(logger),
    ...events,
  });
  // Bound to where the host starts: the engine is woken by commits, and must not go on in the scope of their callers.
  for (const journal of journals) journal.onJournaled(AsyncResource.bind(() => engine.wake(journal.context)));
  return engine;
}

function engineSubscriptions({ contexts, handlers }: Discovery, moduleRef: ModuleRef): EngineSubscription[] {
  return contexts.flatMap(({ definition: { contract, subscriptions } }) =>
    subscriptions.map((subscription) => {
      const handler = handlers.find(({ type, context }) => type === subscription.handler && context === contract.name)!;
      const events = new Map(contractEventsOf(handler).map((event) => [definitionOf(event)!.name, event]));
      const deliver = deliverer(contract.name, subscription, events, invoker(handler.wrapper, 'handle', moduleRef));
      const { name, start, batch } = subscription;
      const publishers = byPublisher(events.values());
      return { context: contract.name, name, start, batch, publishers, deliver, failureKind };
    }),
  );
}

/** What a handler needs is not there: another context, or something outside whose error says so by its code. */
const MISSING: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** An event is not to blame for what is missing: its lane waits, however long, and nothing is parked. */
const failureKind = (error: unknown): FailureKind | undefined =>
  error instanceof Error && MISSING.has((error as { code?: unknown }).code) ? 'unavailable' : undefined;

function byPublisher(events: Iterable<MessageClass>): Map<string, Set<string>> {
  const publishers = new Map<string, Set<string>>();
  for (const event of events) {
    const { name, context } = definitionOf(event)!;
    publishers.set(context, (publishers.get(context) ?? new Set()).add(name));
  }
  return publishers;
}

/** Calls the handler with the event as its class, in a call context that carries what the event brought along. */
function deliverer(
  context: string,
  { name: subscription }: Subscription,
  events: ReadonlyMap<string, MessageClass>,
  invoke: (message: object) => Promise<unknown>,
): EngineSubscription['deliver'] {
  return async (journaled: JournaledEvent, { unitOfWork }: SubscriptionTransaction) => {
    const { name, eventId, occurredAt, headers, payload } = journaled;
    const type = events.get(name)!;
    const scope = new HandlerScope(
      { name, context, kind: 'event' },
      { kind: 'context', name: definitionOf(type)!.context },
      headers.principal,
      undefined,
      `${eventId}/${context}.${subscription}`,
      headers.trace,
      { id: eventId, occurredAt },
      unitOfWork,
    );
    await runInScope(scope, () => invoke(decodeMessage(type, payload)));
  };
}

/** The engine's reports, in the log of the host. */
function engineLogger(logger: Logger): EngineLogger {
  const line = (message: string, details?: Readonly<Record<string, unknown>>): string =>
    details ? `${message} ${JSON.stringify(details)}` : message;
  return {
    info: (message, details) => logger.log(line(message, details)),
    warn: (message, details) => logger.warn(line(message, details)),
    error: (message, details) => logger.error(line(message, details)),
  };
}
