import { AsyncResource } from 'node:async_hooks';
import type { Logger } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { definitionOf, hidePersonal, type MessageClass } from '@multilith/contract';
import { withoutPersonal, type ContextDatabase, type UnitOfWork } from '@multilith/data';
import {
  systemClock,
  systemRandomness,
  PostgresJournalSource,
  PostgresSubscriptionStore,
  EventEngine,
  LiveFeed,
  type EngineLogger,
  type EngineSubscription,
  type JournalSource,
  type SubscriptionStore,
} from '@multilith/events';
import type { EventObserver } from '../observation/event-observer.js';
import type { PrincipalTokens } from '../principal/principal-tokens.js';
import type { HostJournals } from './host-journals.js';
import type { MultilithOptions } from './multilith-options.js';
import { contractEventsOf, type Discovery } from '../wiring/discovery.js';
import { invoker } from '../wiring/handler-bindings.js';
import { eventFailureKind } from '../call/event-failure-kind.js';
import { deliverer } from '../call/event-delivery.js';
import { personalValuesOf } from '../call/stored-personal-values.js';

/** Parts of the subscriptions of a host. */
export interface SubscriptionParts {
  readonly host: string;
  readonly discovery: Discovery;
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly moduleRef: ModuleRef;
  readonly principals: PrincipalTokens;
  readonly journals: HostJournals;
  readonly wrapStore: ((store: SubscriptionStore) => SubscriptionStore) | undefined;
  readonly events: MultilithOptions['events'];
  /** Observes deliveries; `undefined` without an observer. */
  readonly observer: EventObserver | undefined;
  readonly logger: Logger;
}

/** Creates the event engine of a host; commits to the journals of this host wake it. */
export function createEngine({
  host,
  discovery,
  databases,
  moduleRef,
  principals,
  journals,
  wrapStore,
  events,
  observer,
  logger,
}: SubscriptionParts): EventEngine {
  const wrap = wrapStore ?? ((store: SubscriptionStore) => store);
  const { relays, watchers } = journals.publish((context) => engine.epochOf(context));
  const subscriptions = [...engineSubscriptions(discovery, moduleRef, principals, observer), ...relays];
  const sources = new Map<string, JournalSource>();
  for (const { context, publishers } of subscriptions)
    for (const publisher of publishers.keys()) {
      if (sources.has(publisher)) continue;
      const database = databases.get(publisher);
      const source = database
        ? new PostgresJournalSource(database)
        : journals.remote.source(publisher, context, () => engine.wake(publisher));
      if (source) sources.set(publisher, source);
    }
  const commit = observer && ((unitOfWork: UnitOfWork) => observer.commit(unitOfWork));
  const engine: EventEngine = new EventEngine({
    host,
    clock: systemClock,
    random: systemRandomness,
    sources,
    // Includes contexts without subscriptions, which may have orphaned cursors to report.
    stores: new Map(
      [...databases].map(([context, database]) => [context, wrap(new PostgresSubscriptionStore(database, commit))]),
    ),
    subscriptions,
    watchers,
    logger: engineLogger(logger),
    ...events,
  });
  // Bound to the async context of the start: commits wake the engine, which must not run in the scope of their callers.
  for (const publisher of sources.keys())
    databases.get(publisher)?.onJournaled(AsyncResource.bind(() => engine.wake(publisher)));
  return engine;
}

/** Creates the live feed of a host, over the journals of the contexts whose handlers or APIs it runs. */
export function createLiveFeed({
  journals,
  databases,
  events,
  logger,
}: Pick<SubscriptionParts, 'journals' | 'databases' | 'events' | 'logger'>): LiveFeed {
  const followed = journals.live((publisher) => feed.wake(publisher));
  const { timing } = events ?? {};
  const feed: LiveFeed = new LiveFeed({
    journals: followed,
    clock: systemClock,
    logger: engineLogger(logger),
    ...(timing ? { timing } : {}),
  });
  for (const publisher of followed.keys())
    databases.get(publisher)?.onJournaled(AsyncResource.bind(() => feed.wake(publisher)));
  return feed;
}

function engineSubscriptions(
  { contexts, handlers }: Discovery,
  moduleRef: ModuleRef,
  principals: PrincipalTokens,
  observer: EventObserver | undefined,
): EngineSubscription[] {
  return contexts.flatMap(({ definition: { contract, subscriptions } }) =>
    subscriptions.map((subscription) => {
      const handler = handlers.find(({ type, context }) => type === subscription.handler && context === contract.name)!;
      const events = new Map(contractEventsOf(handler).map((event) => [definitionOf(event)!.name, event]));
      const invoke = invoker(handler.wrapper, 'handle', moduleRef);
      const { name, start, batch } = subscription;
      const delivery = deliverer({ context: contract.name, subscription: name, events, invoke, principals, observer });
      const publishers = byPublisher(events.values());
      // A thrown primitive cannot carry personal data, so the event's data is added here.
      const hide: EngineSubscription['hide'] = (event, text, error) =>
        hidePersonal(withoutPersonal(text, error), personalValuesOf(events.get(event.name)!, event));
      return {
        context: contract.name,
        name,
        start,
        batch,
        publishers,
        ...delivery,
        failureKind: eventFailureKind,
        hide,
      };
    }),
  );
}

function byPublisher(events: Iterable<MessageClass>): Map<string, Set<string>> {
  const publishers = new Map<string, Set<string>>();
  for (const event of events) {
    const { name, context } = definitionOf(event)!;
    publishers.set(context, (publishers.get(context) ?? new Set()).add(name));
  }
  return publishers;
}

/** Writes the log lines of the engine to the log of the host: constant texts with details as fields. */
export function engineLogger(logger: Logger): EngineLogger {
  return {
    debug: (message, details = {}) => logger.debug(message, details),
    info: (message, details = {}) => logger.log(message, details),
    warn: (message, details = {}) => logger.warn(message, details),
    error: (message, details = {}) => logger.error(message, details),
  };
}
