import { ServiceBroker, type Context } from 'moleculer';
import { price, type Priced, type System } from './system.js';

const broker = (url: string, nodeID: string): ServiceBroker =>
  new ServiceBroker({ nodeID, transporter: { type: 'NATS', options: { url } }, logger: false, requestTimeout: 10_000 });

/** Moleculer with its NATS transporter. */
export const moleculer: System = {
  serve: async ({ nats: url }) => {
    const callee = broker(url, 'prices');
    callee.createService({
      name: 'prices',
      actions: { price: (context: Context<Priced>) => price(context.params) },
    });
    await callee.start();
  },
  connect: async ({ nats: url }) => {
    const caller = broker(url, 'shop');
    await caller.start();
    await caller.waitForServices('prices');
    return {
      call: async (quantity) =>
        (
          await caller.call<{ total: number }, { sku: string; quantity: number }>('prices.price', {
            sku: 'sku',
            quantity,
          })
        ).total,
    };
  },
};
