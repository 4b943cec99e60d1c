import { expect, it } from 'vitest';
import type { Transport } from '@multilith/runtime/transport';
import { hostConnections } from './host-connections.js';

const config = { development: false, dataDir: '/nowhere', workspace: '/nowhere' };
const carrier = async (): Promise<Transport> => ({ name: 'carrier' }) as Transport;

it('registers nats and grpc with every host, and beside it what the application brings', async () => {
  expect(Object.keys(hostConnections(config).transports)).toEqual(['nats', 'grpc']);
  const { transports } = hostConnections(config, { carrier });
  expect(Object.keys(transports)).toEqual(['nats', 'grpc', 'carrier']);
  expect(await transports['carrier']!({ host: 'orders', hostOf: (context) => context })).toEqual({ name: 'carrier' });
});

it('takes a transport of the application that is named nats instead of its own', async () => {
  const { transports } = hostConnections(config, { nats: carrier });
  expect(await transports['nats']!({ host: 'orders', hostOf: (context) => context })).toEqual({ name: 'carrier' });
});
