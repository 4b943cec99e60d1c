import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { beforeAll, expect, it, vi } from 'vitest';
import {
  describeTransport,
  featureRow,
  type TransportFeatures,
  type TransportWorld,
} from '@multilith/runtime/transport/conformance';
import { connectNats } from './connect-nats.js';
import type { NatsOptions } from './nats-options.js';
import { permissionsForAll } from './permissions/host-permissions.js';
import { passwordVariable, serverConfig } from './permissions/server-config.js';
import { startNatsServer, type NatsServerOptions } from './testing/index.js';

const MATRIX = new URL('../../../../docs/writing-a-transport.md', import.meta.url);

const features: TransportFeatures = {
  announce: true,
  cancellation: true,
  messageLimit: true,
  permissions: true,
  provenSenders: true,
  streams: true,
};

async function worldOf(
  settings: NatsServerOptions,
  login: (host: string) => NatsOptions = () => ({}),
): Promise<TransportWorld> {
  const server = await startNatsServer(settings);
  const opened: { close(): Promise<void> }[] = [];
  return {
    open: async (host = 'monolith') => {
      const transport = await connectNats({ url: server.url, host, ...login(host) });
      opened.push(transport);
      return transport;
    },
    close: async () => {
      for (const transport of opened) await transport.close();
      await server.stop();
    },
  };
}

// Refused calls and missing streams are logged; here they are meant.
beforeAll(() => {
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
  return () => vi.restoreAllMocks();
});

describeTransport('NATS', {
  features,
  start: () => worldOf({ jetStream: true }),
  startGuarded: (contexts) => {
    const topology = Object.fromEntries(contexts.map(({ name }) => [name, { transport: 'nats' }]));
    const permissions = permissionsForAll({ topology, contexts });
    const env = Object.fromEntries(Object.keys(permissions).map((host) => [passwordVariable(host), `secret-${host}`]));
    return worldOf({ config: serverConfig(permissions), env }, (host) => ({ user: host, password: `secret-${host}` }));
  },
});

it('stands in the feature matrix of the documentation as it is', () => {
  expect(readFileSync(MATRIX, 'utf8')).toContain(featureRow('NATS', features));
});
