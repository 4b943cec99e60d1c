import type { ContextTraffic, Topology } from '@multilith/runtime/host';
import type { SupervisorLog } from '../supervisor-log.js';
import type { HostNetwork } from './host-network.js';

export interface NetworksOptions {
  readonly topology: Topology;
  readonly traffic: readonly ContextTraffic[];
  /** Number of processes of each host of the topology. */
  readonly instances: ReadonlyMap<string, number>;
  /** Folder for what networks keep between runs, and for logins of tools. */
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether debuggers may stop hosts. */
  readonly debugging: boolean;
  readonly log: SupervisorLog;
}

/**
 * Opens the networks of a topology: a nats-server if a context is reached over NATS and the environment names none, and
 * addresses and certificates for gRPC. Each is loaded only if it is needed. Other transports bring their own network.
 */
export async function openNetworks(options: NetworksOptions): Promise<HostNetwork[]> {
  const { topology, env } = options;
  const needed = new Set(Object.values(topology).map(({ transport }) => transport));
  const networks: HostNetwork[] = [];
  try {
    if (needed.has('nats') && !env.NATS_URL) {
      const { startNatsNetwork } = await import('./nats-network.js');
      networks.push(await startNatsNetwork({ ...options, prefix: env.NATS_PREFIX }));
    }
    if (needed.has('grpc')) {
      const { openGrpcNetwork } = await import('./grpc-network.js');
      networks.push(await openGrpcNetwork(options));
    }
  } catch (error) {
    await Promise.allSettled(networks.map((network) => network.stop()));
    throw error;
  }
  return networks;
}
