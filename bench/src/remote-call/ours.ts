import { Content } from '@multilith/contract';
import { connectNats } from '@multilith/nats';
import { price, type Priced, type System } from './system.js';

const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

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
        const reply = await nats.call('prices', {
          host: 'shop',
          message: 'prices.Price',
          version: 1,
          content: Content.ofJson({ sku: 'sku', quantity }),
          caller: { kind: 'context', name: 'shop' },
          key: undefined,
          deadline: Date.now() + 10_000,
          principal: undefined,
          trace,
        });
        if (!('answer' in reply)) throw new Error(JSON.stringify(reply));
        return (reply.answer.value as { total: number }).total;
      },
    };
  },
};
