import { randomBytes } from 'node:crypto';
import { temporaryPrincipalKeys, type MultilithOptions } from '@multilith/runtime/host';
import type { TransportConnector } from '@multilith/runtime/transport';
import type { NatsServer } from '@multilith/nats/testing';
import type { TestPlacement, TestTransport } from './topology.js';

/** Options of `startHost` that connect the hosts of one test. */
export type TestNetwork = Required<Pick<MultilithOptions, 'transports' | 'principalKeys'>>;

const CONNECTORS: Readonly<Record<TestTransport, () => Promise<TransportConnector>>> = {
  nats: natsConnector,
  grpc: async () => new (await import('@multilith/grpc/testing')).GrpcNetwork().connect,
};

/**
 * Connects the hosts of one test over the transports that a placement names, with keys of their own: through a real NATS
 * server, which is started at first use, serves all tests of the process and ends with it, and over gRPC at free ports.
 *
 * @throws NatsError `NATS_SERVER_MISSING` without a nats-server, see `NATS_SERVER`
 */
export async function testNetwork(placement: TestPlacement): Promise<TestNetwork> {
  const names = [...new Set(Object.values(placement).map(({ transport }) => transport))];
  const connectors = names.map(async (name) => [name, await CONNECTORS[name]()] as const);
  return {
    principalKeys: temporaryPrincipalKeys(),
    transports: Object.fromEntries(await Promise.all(connectors)),
  };
}

let server: Promise<NatsServer> | undefined;

/** Subjects of its own on the NATS server of this process. */
async function natsConnector(): Promise<TransportConnector> {
  server ??= import('@multilith/nats/testing').then(({ startNatsServer }) => startNatsServer());
  const { url } = await server;
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  return async ({ host }) => (await import('@multilith/nats')).connectNats({ url, host, prefix });
}
