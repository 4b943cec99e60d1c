import { connectNats } from './connect-nats.js';
import { describeTransport } from '@multilith/runtime/transport/conformance';
import { startNatsServer } from './testing/index.js';

describeTransport('NATS', async () => {
  const server = await startNatsServer();
  const opened: { close(): Promise<void> }[] = [];
  return {
    open: async (host) => {
      const transport = await connectNats({ url: server.url, host });
      opened.push(transport);
      return transport;
    },
    close: async () => {
      for (const transport of opened) await transport.close();
      await server.stop();
    },
  };
});
