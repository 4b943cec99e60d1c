import { MultilithError } from '@multilith/contract';
import type { Topology } from '@multilith/runtime/host';
import { describe } from 'vitest';

/**
 * Connection of a context to the others in a test.
 *
 * - `local`: plain calls, as in the monolith.
 * - `wire`: the same process, but as strict as separate hosts: every message is encoded and arrives frozen, every
 *   transaction is run, rolled back and run again, keyed commands and queries are executed twice, calls are delayed.
 * - `nats`: the context has its own host, and the contexts around it another one; calls and events cross a real NATS
 *   server.
 * - `grpc`: the same two hosts, which reach each other over gRPC; no server runs beside them.
 * - `mixed`: the context has its own host that is reached over gRPC, one of the contexts around it a host that is reached
 *   over NATS, and the others run in the monolith.
 */
export type TopologyName = 'local' | 'wire' | 'nats' | 'grpc' | 'mixed';

/** A transport of topologies with several hosts. */
export type TestTransport = 'nats' | 'grpc';

const ALL: readonly TopologyName[] = ['local', 'wire', 'nats', 'grpc', 'mixed'];

/** The transports that hosts in their own take turns with, by topology. */
const TRANSPORTS: Readonly<Partial<Record<TopologyName, readonly TestTransport[]>>> = {
  nats: ['nats'],
  grpc: ['grpc'],
  mixed: ['grpc', 'nats'],
};

/** Whether messages cross from one host to another under a topology. */
export const isBetweenHosts = (topology: TopologyName): boolean => TRANSPORTS[topology] !== undefined;

/**
 * Returns the transports that contexts are reached over if a topology gives hosts of their own to them, in turn;
 * nothing for topologies with one host.
 *
 * @example
 * placementOf('mixed', ['orders', 'stock', 'bills']); // orders and bills over gRPC, stock over NATS
 */
export function placementOf(topology: TopologyName, contexts: readonly string[]): TestPlacement {
  const transports = TRANSPORTS[topology] ?? [];
  if (transports.length === 0) return {};
  return Object.fromEntries(contexts.map((context, i) => [context, { transport: transports[i % transports.length]! }]));
}

/** A topology whose transports the test kit connects. */
export type TestPlacement = Topology & Readonly<Record<string, { readonly transport: TestTransport }>>;

/**
 * Runs a spec under every topology in `MULTILITH_TOPOLOGIES`, separated by commas. Default: local and wire.
 *
 * @example
 * describeTopologies('reserving stock', (topology) => {
 *   const context = testContext({ topology, module: InventoryModule });
 *   it('…', async () => { … });
 * });
 */
export function describeTopologies(name: string, spec: (topology: TopologyName) => void): void {
  describe.each(topologiesFromEnv(process.env['MULTILITH_TOPOLOGIES']))(`${name} (%s)`, spec);
}

/** @throws MultilithError `TEST_SETUP` for an unknown topology */
export function topologiesFromEnv(text: string | undefined): readonly TopologyName[] {
  if (!text) return ['local', 'wire'];
  return text.split(',').map((name) => {
    const known = ALL.find((topology) => topology === name.trim());
    if (!known)
      throw new MultilithError('TEST_SETUP', `MULTILITH_TOPOLOGIES names '${name}'.`, `There are ${ALL.join(', ')}.`);
    return known;
  });
}
