import { MultilithError } from '@multilith/contract';
import { hostOf, MAIN_HOST, type Topology } from '@multilith/runtime/host';

/**
 * The contexts that the topology leaves in the monolith.
 *
 * @param known every context of the shop
 * @throws MultilithError TOPOLOGY_INVALID for a context that there is not
 */
export function contextsHere(topology: Topology, known: readonly string[]): readonly string[] {
  const unknown = Object.keys(topology).filter((context) => !known.includes(context));
  if (unknown.length > 0)
    throw new MultilithError(
      'TOPOLOGY_INVALID',
      `topology.json places ${list(unknown)}, but the contexts of the shop are ${list(known)}.`,
      'Correct the name, or remove its line.',
    );
  return known.filter((context) => hostOf(topology, context) === MAIN_HOST);
}

const list = (contexts: readonly string[]): string => contexts.map((context) => `'${context}'`).join(', ');
