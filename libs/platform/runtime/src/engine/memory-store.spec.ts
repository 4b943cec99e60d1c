import { describeStore } from '../../test/engine/describe-store.js';
import { ManualClock } from '../../test/engine/manual-clock.js';
import { MemorySubscriptionStore } from '../../test/engine/memory-subscription-store.js';

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
