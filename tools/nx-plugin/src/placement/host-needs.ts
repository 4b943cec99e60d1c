import { transportsOf, type ContextTraffic } from '@multilith/runtime/host';
import { topologyOf } from './topology-file.js';

/** What a host in docker-compose.yml has to be given for its transports. */
export interface HostNeeds {
  /** A login at the NATS server. */
  readonly nats: boolean;
  /** `server`: a gRPC port and a certificate. `client`: a certificate only, to call other hosts. */
  readonly grpc: 'server' | 'client' | 'no';
}

/** Every form of {@link HostNeeds}. */
export const ALL_NEEDS: readonly HostNeeds[] = [false, true].flatMap((nats) =>
  (['no', 'client', 'server'] as const).map((grpc) => ({ nats, grpc })),
);

/**
 * What the host of a context needs in a topology.
 *
 * @param placements names of transports by context
 * @param traffic every context of the system. Called only if contexts are reached over different transports
 */
export function hostNeeds(
  context: string,
  placements: ReadonlyMap<string, string>,
  traffic: () => readonly ContextTraffic[],
): HostNeeds {
  const own = placements.get(context);
  const mixed = new Set(placements.values()).size > 1;
  const topology = topologyOf(placements);
  const names = mixed ? transportsOf(context, topology, traffic()) : [own];
  return {
    nats: names.includes('nats'),
    grpc: own === 'grpc' ? 'server' : names.includes('grpc') ? 'client' : 'no',
  };
}
