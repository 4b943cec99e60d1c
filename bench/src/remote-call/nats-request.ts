import { connect } from '@nats-io/transport-node';
import { price, TIMEOUT_MS, type System } from './system.js';

/** A plain request of the NATS client. */
export const natsRequest: System = {
  serve: async ({ nats: url }) => {
    const connection = await connect({ servers: url });
    connection.subscribe('price', {
      callback: (_error, message) => {
        message.respond(JSON.stringify(price(message.json())));
      },
    });
    await connection.flush();
  },
  connect: async ({ nats: url }) => {
    const connection = await connect({ servers: url, noAsyncTraces: true });
    return {
      call: async (quantity) => {
        const reply = await connection.request('price', JSON.stringify({ sku: 'sku', quantity }), {
          timeout: TIMEOUT_MS,
        });
        return reply.json<{ total: number }>().total;
      },
    };
  },
};
