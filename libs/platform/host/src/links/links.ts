import { developmentPrincipalKeys, principalKeysFromEnv, type MultilithOptions } from '@multilith/runtime/host';
import type { HostConfig } from '../config/host-config.js';

/** Connectors of transports, by their names in the topology. */
export type Transports = NonNullable<MultilithOptions['transports']>;

/** What a host needs to be called by others and to call them. */
export type HostLinks = Required<Pick<MultilithOptions, 'transports'>> & Pick<MultilithOptions, 'principalKeys'>;

/**
 * Returns how this host reaches others: the transports that it can connect, by name, and `PRINCIPAL_…` for its key, those
 * of other hosts and of the issuers of sign-ins. In development the data folder has a key for each host.
 *
 * `nats` is registered by default, with settings from `NATS_…`; in production its server has to ask for a login. Only
 * transports that the topology names are loaded.
 *
 * @param transports those of the application, by name; one named `nats` replaces the default
 * @throws MultilithError PRINCIPAL_KEY_INVALID
 */
export function hostLinks(
  { development, dataDir }: Pick<HostConfig, 'development' | 'dataDir'>,
  transports: Transports = {},
): HostLinks {
  const keys = principalKeysFromEnv(process.env) ?? (development ? developmentPrincipalKeys(dataDir) : undefined);
  return {
    transports: {
      nats: async ({ host }) => {
        const { connectNats, natsOptionsFromEnv } = await import('@multilith/nats');
        return connectNats({ ...natsOptionsFromEnv(), host, requireLogin: !development });
      },
      ...transports,
    },
    ...(keys ? { principalKeys: keys } : {}),
  };
}
