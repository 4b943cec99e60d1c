import { developmentPrincipalKeys, principalKeysFromEnv, type MultilithOptions } from '@multilith/runtime/host';
import type { HostConfig } from '../config/host-config.js';

/** What a host needs to be called by others and to call them. */
export type HostLinks = Required<Pick<MultilithOptions, 'transports'>> & Pick<MultilithOptions, 'principalKeys'>;

/**
 * Reads how this host reaches others: `NATS_…` for the transport, which is loaded where the topology names it, and
 * `PRINCIPAL_…` for its key, those of other hosts and who lets people in. In development the data folder has a key for
 * each host; in production the NATS server has to ask for a login.
 *
 * @throws MultilithError PRINCIPAL_KEY_INVALID
 */
export function hostLinks({ development, dataDir }: Pick<HostConfig, 'development' | 'dataDir'>): HostLinks {
  const keys = principalKeysFromEnv(process.env) ?? (development ? developmentPrincipalKeys(dataDir) : undefined);
  return {
    transports: {
      nats: async ({ host }) => {
        const { connectNats, natsOptionsFromEnv } = await import('@multilith/nats');
        return connectNats({ ...natsOptionsFromEnv(), host, requireLogin: !development });
      },
    },
    ...(keys ? { principalKeys: keys } : {}),
  };
}
