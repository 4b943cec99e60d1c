import { expect, it } from 'vitest';
import { trafficOf } from './context-traffic.js';

it('reads what contexts use from the description of a host', () => {
  expect(
    trafficOf({
      host: 'monolith',
      contexts: [
        {
          name: 'orders',
          placement: 'here',
          messages: [],
          uses: [{ context: 'catalog', timeoutMs: 1, whenUnavailable: 'fail' }],
          subscriptions: [
            { name: 's', start: 'now', events: ['payments.PaymentCaptured', 'inventory.StockShort'] },
            { name: 't', start: 'now', events: ['payments.PaymentDeclined'] },
          ],
          api: { calls: ['customers', 'catalog'] },
        },
        { name: 'mail', placement: 'here', messages: [], uses: [], subscriptions: [] },
      ],
    }),
  ).toEqual([
    { name: 'orders', calls: ['catalog'], follows: ['inventory', 'payments'], api: ['catalog', 'customers'] },
    { name: 'mail', calls: [], follows: [] },
  ]);
});
