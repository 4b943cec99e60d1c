import { describe } from 'vitest';

/**
 * How a context is connected to the others in a test.
 *
 * - `local`: plain calls, as in the monolith.
 * - `wire`: the same process, but as hard as a split: every message crosses the codec and arrives frozen, every
 *   transaction is run, rolled back and run again, keyed commands and queries are executed twice, calls are delayed.
 */
export type TopologyName = 'local' | 'wire';

/** Every topology a spec runs under. */
export const TOPOLOGIES: readonly TopologyName[] = ['local', 'wire'];

/**
 * Runs a spec under every topology.
 *
 * @example
 * describeTopologies('reserving stock', (topology) => {
 *   const shop = testContext({ topology, module: InventoryModule });
 *   it('…', async () => { … });
 * });
 */
export function describeTopologies(name: string, spec: (topology: TopologyName) => void): void {
  describe.each(TOPOLOGIES)(`${name} (%s)`, spec);
}
