import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeTransport, featureRow, type TransportFeatures } from '@multilith/runtime/transport/conformance';
import { GuardedWorld } from '../test/guarded-world.js';
import { LinkWorld } from '../test/link-world.js';
import { quietLogs } from '../test/quiet.js';

const MATRIX = new URL('../../../../docs/writing-a-transport.md', import.meta.url);

const features: TransportFeatures = {
  announce: true,
  cancellation: true,
  messageLimit: true,
  permissions: true,
  provenSenders: true,
  streams: true,
};

quietLogs();

describeTransport('gRPC', {
  features,
  lossesMs: { killed: 2_000, stopped: 9_000 },
  start: async () => new LinkWorld(),
  startGuarded: async (contexts) => new GuardedWorld(contexts),
});

it('is described correctly by the feature matrix of the documentation', () => {
  expect(readFileSync(MATRIX, 'utf8')).toContain(featureRow('gRPC', features));
});
