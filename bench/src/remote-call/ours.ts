import { Content } from '@multilith/contract';
import { connectNats } from '@multilith/nats';
import { callRequest } from '../call-request.js';
import { price, TIMEOUT_MS, type Priced, type System } from './system.js';

/** The transport alone: no validation, no call context. */
export const transport: System = {
  serve: async ({ nats: url }) => {
    const nats = await connectNats({ url, host: 'prices' });
    await nats.serve('prices', async ({ content }) => ({
      answer: Content.ofJson({ ...price(content.value as unknown as Priced) }),
    }));
  },
  connect: async ({ nats: url }) => {
    const nats = await connectNats({ url, host: 'shop' });
    return {
      call: async (quantity) => {
        const reply = await nats.call('prices', callRequest(Content.ofJson({ sku: 'sku', quantity }), TIMEOUT_MS));
        if (!('answer' in reply)) throw new Error(JSON.stringify(reply));
        return (reply.answer.value as { total: number }).total;
      },
    };
  },
};
