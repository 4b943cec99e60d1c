import { describeStore } from '../testing/describe-store.js';
import { ManualClock } from '../testing/manual-clock.js';
import { MemorySubscriptionStore } from '../testing/memory-subscription-store.js';

describeStore('Memory', async () => {
  const clock = new ManualClock();
  const store = new MemorySubscriptionStore('payments', clock);
  return {
    store,
    passTime: (milliseconds) => clock.advance(milliseconds),
    retryAll: async () => store.retry(),
    close: async () => {},
  };
});
