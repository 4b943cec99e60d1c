import { setTimeout as sleep } from 'node:timers/promises';
import { describeStore, type StoreFixture } from '../testing/describe-store.js';
import { describeUnreadableStore } from '../testing/describe-unreadable-store.js';
import { openContexts } from '@multilith/data/testing';
import { retryParkedEvents } from './parked-events.js';
import { PostgresSubscriptionStore } from './postgres-subscription-store.js';
import { EVENTS_TABLES } from './subscription.schema.js';

const create = async (): Promise<StoreFixture> => {
  const contexts = await openContexts(['payments'], [EVENTS_TABLES]);
  const payments = contexts.of('payments');
  return {
    store: new PostgresSubscriptionStore(payments),
    passTime: (milliseconds) => sleep(milliseconds),
    retryAll: async () => void (await retryParkedEvents(payments.pool, {})),
    close: () => contexts.drop(),
  };
};

describeStore('PostgreSQL', create);
describeUnreadableStore('PostgreSQL', create);
