import { randomBytes } from 'node:crypto';
import { temporaryPrincipalKeys, type MultilithOptions } from '@multilith/runtime/host';
import type { NatsServer } from '@multilith/nats/testing';

/** Options of `startHost` that connect the hosts of one test. */
export type TestNetwork = Required<Pick<MultilithOptions, 'transports' | 'principalKeys'>>;

let server: Promise<NatsServer> | undefined;

/**
 * Connects the hosts of one test through a real NATS server, with their own subjects and keys. The server is started at
 * first use, serves all tests of the process and ends with it.
 *
 * @throws NatsError `NATS_SERVER_MISSING` without a nats-server, see `NATS_SERVER`
 */
export async function natsNetwork(): Promise<TestNetwork> {
  server ??= import('@multilith/nats/testing').then(({ startNatsServer }) => startNatsServer());
  const { url } = await server;
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  return {
    principalKeys: temporaryPrincipalKeys(),
    transports: {
      nats: async ({ host }) => (await import('@multilith/nats')).connectNats({ url, host, prefix }),
    },
  };
}
