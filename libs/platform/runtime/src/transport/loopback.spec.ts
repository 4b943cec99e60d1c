import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { describeTransport } from './conformance/describe-transport.js';
import { featureRow, type TransportFeatures } from './conformance/features.js';
import type { TransportWorld } from './conformance/transport-world.js';

const MATRIX = new URL('../../../../../docs/writing-a-transport.md', import.meta.url);

const features: TransportFeatures = {
  announce: true,
  cancellation: true,
  messageLimit: true,
  permissions: false,
  provenSenders: true,
  streams: false,
};

const start = async (maxMessageBytes?: number, sendsProtobuf?: boolean): Promise<TransportWorld> => {
  const network = new LoopbackNetwork(maxMessageBytes, sendsProtobuf);
  return { open: (host) => network.connect(host === undefined ? undefined : { host }), close: async () => {} };
};

describeTransport('Loopback', { features, start: () => start(64 * 1024) });
describeTransport('Loopback without a limit', { features: { ...features, messageLimit: false }, start });
describeTransport('Loopback that pushes events', {
  features: { ...features, streams: true },
  start: async () => {
    const network = new LoopbackNetwork(64 * 1024);
    network.streams = 'pushed';
    return { open: (host) => network.connect(host === undefined ? undefined : { host }), close: async () => {} };
  },
});
describeTransport('Loopback that sends protobuf', { features, start: () => start(64 * 1024, true) });

it('stands in the feature matrix of the documentation as it is', () => {
  expect(readFileSync(MATRIX, 'utf8')).toContain(featureRow('Loopback (specs)', features));
});
