import type { ContextDatabase, JournalEntry } from '@multilith/data';
import { PostgresJournalSource } from '../engine-postgres/postgres-journal-source.js';
import { PostgresSubscriptionStore } from '../engine-postgres/postgres-subscription-store.js';
import { systemClock, systemRandomness } from '../engine-postgres/system-clock.js';
import type { EngineLogger, EngineSubscription } from '../engine/engine-subscription.js';
import type { EngineTiming } from '../engine/engine-timing.js';
import { EventEngine } from '../engine/event-engine.js';
import type { JournalSource, SubscriptionStore } from '../engine/ports.js';
import type { RetryPolicy } from '../engine/retry-policy.js';

/** Short intervals for specs. */
export const QUICK: Partial<EngineTiming> = { pollInterval: 50, heartbeat: 100, leaseTtl: 600 };
export const IMPATIENT: RetryPolicy = { maxAttempts: 3, delayAfter: () => 20 };
export const SILENT: EngineLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Creates an engine for one subscription of `payments` to `orders`, whose handler gets the unit of work of the
 * transaction.
 */
export function postgresEngine(
  orders: ContextDatabase,
  payments: ContextDatabase,
  subscription: Partial<EngineSubscription> & Pick<EngineSubscription, 'deliver'>,
  options: {
    timing?: Partial<EngineTiming>;
    wrapStore?: (store: SubscriptionStore) => SubscriptionStore;
    wrapSource?: (source: JournalSource) => JournalSource;
  } = {},
): EventEngine {
  const { timing = QUICK, wrapStore = (store) => store, wrapSource = (source) => source } = options;
  const engine = new EventEngine({
    host: 'spec',
    clock: systemClock,
    random: systemRandomness,
    sources: new Map([['orders', wrapSource(new PostgresJournalSource(orders))]]),
    stores: new Map([['payments', wrapStore(new PostgresSubscriptionStore(payments))]]),
    logger: SILENT,
    timing,
    retryPolicy: IMPATIENT,
    subscriptions: [
      {
        context: 'payments',
        name: 'follow-orders',
        start: 'beginning',
        batch: 100,
        publishers: new Map([['orders', new Set(['orders.OrderPlaced'])]]),
        ...subscription,
      },
    ],
  });
  orders.onJournaled(() => engine.wake('orders'));
  return engine;
}

/** Publishes events in one transaction. */
export async function publish(database: ContextDatabase, ...entries: JournalEntry[]): Promise<void> {
  const unitOfWork = database.begin();
  for (const entry of entries) unitOfWork.publish(entry);
  await unitOfWork.commit();
}
