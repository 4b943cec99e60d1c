import { randomBytes } from 'node:crypto';
import { temporaryPrincipalKeys, type MultilithOptions } from '@multilith/runtime/host';
import type { NatsServer } from '@multilith/nats/testing';

/** Options of `startHost` by which the hosts of one test reach each other. */
export type TestNetwork = Required<Pick<MultilithOptions, 'transports' | 'principalKeys'>>;

let server: Promise<NatsServer> | undefined;

/**
 * A network for the hosts of one test on a real NATS server, with subjects and keys of its own. The server is
 * started at first use and serves all tests of the process; it ends with that.
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
