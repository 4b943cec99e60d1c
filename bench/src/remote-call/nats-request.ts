import { connect } from '@nats-io/transport-node';
import { price, type System } from './system.js';

/** A plain request of the NATS client. */
export const natsRequest: System = {
  name: 'nc.request',
  serve: async (url) => {
    const nats = await connect({ servers: url });
    nats.subscribe('price', {
      callback: (_error, message) => {
        message.respond(JSON.stringify(price(message.json())));
      },
    });
    await nats.flush();
  },
  connect: async (url) => {
    const nats = await connect({ servers: url, noAsyncTraces: true });
    return {
      call: async (quantity) => {
        const reply = await nats.request('price', JSON.stringify({ sku: 'sku', quantity }), { timeout: 10_000 });
        return reply.json<{ total: number }>().total;
      },
    };
  },
};
