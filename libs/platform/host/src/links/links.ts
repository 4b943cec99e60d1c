import { developmentPrincipalKeys, principalKeysFromEnv, type MultilithOptions } from '@multilith/runtime/host';
import type { HostConfig } from '../config/host-config.js';

/** Options that let a host call others and be called by them. */
export type HostLinks = Required<Pick<MultilithOptions, 'transports'>> & Pick<MultilithOptions, 'principalKeys'>;

/**
 * Reads the connection to other hosts: `NATS_…` for the transport, which is only loaded if the topology uses it, and
 * `PRINCIPAL_…` for this host's key, the keys of other hosts, and the hosts that may sign principals. In development
 * the data folder has a key for each host; in production the NATS server must require a login.
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
