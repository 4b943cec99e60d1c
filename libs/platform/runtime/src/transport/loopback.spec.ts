import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { describeTransport } from './conformance/describe-transport.js';

describeTransport('Loopback', async () => {
  const network = new LoopbackNetwork();
  return { open: (host) => network.connect(host === undefined ? undefined : { host }), close: async () => {} };
});
