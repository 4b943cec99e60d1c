import { setTimeout as sleep } from 'node:timers/promises';
import { describeStore } from '../../test/engine/describe-store.js';
import { openContexts } from '../../test/engine/context-database.js';
import { retryParkedEvents } from './parked-events.js';
import { PostgresSubscriptionStore } from './postgres-subscription-store.js';

describeStore('PostgreSQL', async () => {
  const contexts = await openContexts(['payments']);
  const payments = contexts.of('payments');
  return {
    store: new PostgresSubscriptionStore(payments),
    passTime: (milliseconds) => sleep(milliseconds),
    retryAll: async () => void (await retryParkedEvents(payments.pool, {})),
    close: () => contexts.drop(),
  };
});
