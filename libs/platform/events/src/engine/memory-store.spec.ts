import { describeStore, type StoreFixture } from '../testing/describe-store.js';
import { describeUnreadableStore } from '../testing/describe-unreadable-store.js';
import { ManualClock } from '../testing/manual-clock.js';
import { MemorySubscriptionStore } from '../testing/memory-subscription-store.js';

const create = async (): Promise<StoreFixture> => {
  const clock = new ManualClock();
  const store = new MemorySubscriptionStore('payments', clock);
  return {
    store,
    passTime: (milliseconds) => clock.advance(milliseconds),
    retryAll: async () => store.retry(),
    close: async () => {},
  };
};

describeStore('Memory', create);
describeUnreadableStore('Memory', create);
