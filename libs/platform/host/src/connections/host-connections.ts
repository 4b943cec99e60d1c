import { join } from 'node:path';
import { developmentPrincipalKeys, principalKeysFromEnv, type MultilithOptions } from '@multilith/runtime/host';
import type { HostConfig } from '../config/host-config.js';

/** Where the gRPC server of a host listens in production, unless `GRPC_LISTEN` says otherwise. */
const ANY_ADDRESS = '0.0.0.0:50051';

/** Connectors of transports, by their names in the topology. */
export type Transports = NonNullable<MultilithOptions['transports']>;

/** What a host needs to be called by others and to call them. */
export type HostConnections = Required<Pick<MultilithOptions, 'transports'>> & Pick<MultilithOptions, 'principalKeys'>;

/**
 * Returns how this host reaches others: the transports that it can connect, by name, and `PRINCIPAL_…` for its key, those
 * of other hosts and of the issuers of sign-ins. In development the data folder has a key for each host.
 *
 * `nats` and `grpc` are registered by default, with settings from `NATS_…` and `GRPC_…`. In production the NATS server has to
 * ask for a login, and gRPC needs certificates. Only transports that the topology names are loaded.
 *
 * @param transports those of the application, by name; one named `nats` or `grpc` replaces the default
 * @throws MultilithError PRINCIPAL_KEY_INVALID
 */
export function hostConnections(
  { development, dataDir, workspace }: Pick<HostConfig, 'development' | 'dataDir' | 'workspace'>,
  transports: Transports = {},
): HostConnections {
  const keys = principalKeysFromEnv(process.env) ?? (development ? developmentPrincipalKeys(dataDir) : undefined);
  return {
    transports: {
      nats: async ({ host }) => {
        const { connectNats, natsOptionsFromEnv } = await import('@multilith/nats');
        return connectNats({ ...natsOptionsFromEnv(), host, requireLogin: !development });
      },
      grpc: async ({ host, hostOf }) => {
        const { connectGrpc, grpcOptionsFromEnv, PERMISSIONS_FILE } = await import('@multilith/grpc');
        const options = grpcOptionsFromEnv();
        return connectGrpc({
          ...options,
          // Containers and clusters reach a host at the address of its container.
          listen: options.listen ?? (development ? undefined : ANY_ADDRESS),
          // In plain text no name is proven, and so no table counts.
          permissions: options.permissions ?? (options.tls && join(workspace, PERMISSIONS_FILE)),
          host,
          hostOf,
          requireMutualTls: !development,
        });
      },
      ...transports,
    },
    ...(keys ? { principalKeys: keys } : {}),
  };
}
