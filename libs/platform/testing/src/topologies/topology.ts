import { MultilithError } from '@multilith/contract';
import { describe } from 'vitest';

/**
 * Connection of a context to the others in a test.
 *
 * - `local`: plain calls, as in the monolith.
 * - `wire`: the same process, but as strict as separate hosts: every message is encoded and arrives frozen, every
 *   transaction is run, rolled back and run again, keyed commands and queries are executed twice, calls are delayed.
 * - `nats`: the context has its own host, and the contexts around it another one; calls and events cross a real NATS
 *   server.
 */
export type TopologyName = 'local' | 'wire' | 'nats';

const ALL: readonly TopologyName[] = ['local', 'wire', 'nats'];

/** The topologies that specs run under: those in `MULTILITH_TOPOLOGIES`, separated by commas. Default: local and wire. */
export const TOPOLOGIES: readonly TopologyName[] = topologiesFromEnv(process.env['MULTILITH_TOPOLOGIES']);

/**
 * Runs a spec under every topology.
 *
 * @example
 * describeTopologies('reserving stock', (topology) => {
 *   const context = testContext({ topology, module: InventoryModule });
 *   it('…', async () => { … });
 * });
 */
export function describeTopologies(name: string, spec: (topology: TopologyName) => void): void {
  describe.each(TOPOLOGIES)(`${name} (%s)`, spec);
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
