import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeTransport, featureRow, type TransportFeatures } from '@multilith/runtime/transport/conformance';
import { GuardedWorld } from '../test/guarded-world.js';
import { LinkWorld } from '../test/link-world.js';

const MATRIX = new URL('../../../../docs/writing-a-transport.md', import.meta.url);

const features: TransportFeatures = {
  announce: true,
  cancellation: true,
  messageLimit: true,
  permissions: true,
  provenSenders: true,
  streams: true,
};

// Refused calls are logged; here they are meant.
beforeAll(() => {
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
  return () => vi.restoreAllMocks();
});

describeTransport('gRPC', {
  features,
  lossesMs: { killed: 2_000, stopped: 9_000 },
  start: async () => new LinkWorld(),
  startGuarded: async (contexts) => new GuardedWorld(contexts),
});

it('stands in the feature matrix of the documentation as it is', () => {
  expect(readFileSync(MATRIX, 'utf8')).toContain(featureRow('gRPC', features));
});
